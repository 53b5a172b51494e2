import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeRuntime

/// What a firmware's C sources must know of a compiled model: sizes, shapes, scales.
struct DeviceHeader {
  /// What the names begin with: the file's name, as far as C allows.
  let symbol: String
  /// Of the kernels the program calls.
  let kernels: Set<UInt16>
  private let compilation: Compilation
  private let arenaAlignment: Int
  private let inputs, outputs: [Holding]

  /// What the arena has of an input or an output, kept beyond the program whose port says it.
  private struct Holding {
    let isFed, isConverted: Bool
    let byteCount: Int
    let scale: Float
    let zeroPoint: Int32

    init(_ port: Program.Port) {
      (isFed, isConverted) = (port.isFed, port.isConverted)
      byteCount = port.heldByteCount
      (scale, zeroPoint) = (port.scale, port.zeroPoint)
    }
  }

  init(_ compilation: Compilation, fileName: String) throws {
    let safe = fileName.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    symbol = (safe.first?.isNumber ?? true ? "_" : "") + String(safe)
    self.compilation = compilation
    let host = try HostProgram(compilation.program)
    let program = host.program
    arenaAlignment = program.arenaAlignment
    inputs = (0..<program.inputCount).map { Holding(program.input($0)) }
    outputs = (0..<program.outputCount).map { Holding(program.output($0)) }
    var kernels = Set((0..<program.stepCount).map { program.kernel(ofStep: $0) })
    if inputs.contains(where: \.isConverted) { kernels.insert(KernelVariants.quantize) }
    if outputs.contains(where: \.isConverted) { kernels.insert(KernelVariants.dequantize) }
    self.kernels = kernels
  }

  private var prefix: String { symbol.uppercased() }

  var text: String {
    let plan = compilation.plan
    let graph = compilation.graph
    var lines = [
      "#ifndef \(prefix)_H", "#define \(prefix)_H", "",
      "// Made by edgerun from \(plan.model), SHA-256",
      "// \(plan.modelSHA256).", "",
      "/// For edgerun_init: aligned as it must be, and fit for flash.",
      "extern const unsigned char \(symbol)_program[\(compilation.program.count)];", "",
      "#define \(prefix)_PROGRAM_BYTES \(compilation.program.count)",
      "#define \(prefix)_ARENA_BYTES \(plan.arenaBytes)",
      "#define \(prefix)_ARENA_ALIGNMENT \(arenaAlignment)",
      "#define \(prefix)_STATE_BYTES \(plan.stateBytes)", "",
    ]
    for (index, (id, held)) in zip(graph.inputs, inputs).enumerated() {
      lines += describe(graph[id], held, "\(prefix)_INPUT\(index)")
      lines.append("#define \(prefix)_INPUT\(index)_IS_FED \(held.isFed ? 1 : 0)")
    }
    for (index, (id, held)) in zip(graph.outputs, outputs).enumerated() {
      lines += describe(graph[id], held, "\(prefix)_OUTPUT\(index)")
    }
    return (lines + ["", "#endif", ""]).joined(separator: "\n")
  }

  private func describe(_ tensor: Tensor, _ held: Holding, _ name: String) -> [String] {
    let type = tensor.type
    let shape = type.shape.map(String.init).joined(separator: ", ")
    var lines = [
      "/// \(String(tensor.name.filter { $0 != "\n" && $0 != "\\" })): \(type.element) [\(shape)]."
    ]
    if held.isConverted {
      lines += [
        "/// The arena holds integers of it: edgerun_write_input, edgerun_write_row and",
        "/// edgerun_read_output convert.",
        "#define \(name)_HELD_BYTES \(held.byteCount)",
      ]
    }
    lines += [
      "#define \(name)_BYTES \(type.bytes)",
      "#define \(name)_SHAPE {\(shape)}",
      "#define \(name)_RANK \(type.shape.count)",
    ]
    if held.isConverted || type.quantization != nil {
      lines.append("#define \(name)_SCALE \(Double(held.scale).description)f")
      lines.append("#define \(name)_ZERO_POINT \(held.zeroPoint)")
    }
    return lines
  }
}
