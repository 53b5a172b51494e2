internal import CEdgeKernels

/// Which variants of the kernels this processor runs.
package enum KernelVariants {
  /// The kernels that convert what callers have to what arenas hold, and back.
  package static let quantize = UInt16(er_quantize_f32)
  package static let dequantize = UInt16(er_dequantize_f32)

  private static var variants: UnsafeBufferPointer<er_variant> {
    var count = 0
    let first = er_variants(&count)
    return UnsafeBufferPointer(start: first, count: count)
  }

  /// The names of the kernels with these ids, in `kernels.def`'s order.
  package static func names(of ids: Set<UInt16>) -> [String] {
    variants.filter { ids.contains($0.id) }.reduce(into: []) { names, variant in
      let name = String(cString: variant.name)
      if !names.contains(name) { names.append(name) }
    }
  }

  /// The names of the instruction sets that this kind of processor has variants of a kernel for.
  package static func instructionSets(of kernel: String) -> [String] {
    variants.filter { String(cString: $0.name) == kernel }.map { String(cString: $0.isa) }
  }

  /// The names of those that EDGERUN_ISA may limit kernels to on this kind of processor; each has
  /// what those before it have.
  package static var limitingInstructionSets: [String] {
    let known = Set(variants.map { String(cString: $0.isa) })
    return [
      "scalar", "neon", "dotprod", "i8mm", "avx2", "avxvnni", "avx512vnni", "amxint8",
    ].filter(known.contains)
  }

  /// The names of their instruction sets, each once, in `kernels.def`'s order: `scalar`.
  package static var running: String {
    var names: [String] = []
    var chosen: [UInt16: String] = [:]
    for variant in variants where variant.runs_here() != 0 {
      chosen[variant.id] = String(cString: variant.isa)
    }
    for variant in variants {
      guard let name = chosen[variant.id], !names.contains(name) else { continue }
      names.append(name)
    }
    return names.joined(separator: "+")
  }
}
