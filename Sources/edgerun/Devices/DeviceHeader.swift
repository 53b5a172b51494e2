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
  private let fed: Set<Int>

  init(_ compilation: Compilation, fileName: String) throws {
    let safe = fileName.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    symbol = (safe.first?.isNumber ?? true ? "_" : "") + String(safe)
    self.compilation = compilation
    let host = try HostProgram(compilation.program)
    let program = host.program
    arenaAlignment = program.arenaAlignment
    var kernels = Set((0..<program.stepCount).map { program.kernel(ofStep: $0) })
    for index in 0..<program.inputCount where program.input(index).isConverted {
      kernels.insert(KernelVariants.quantize)
    }
    for index in 0..<program.outputCount where program.output(index).isConverted {
      kernels.insert(KernelVariants.dequantize)
    }
    self.kernels = kernels
    fed = Set((0..<program.inputCount).filter { program.input($0).isFed })
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
    for (index, id) in graph.inputs.enumerated() {
      lines += describe(graph[id], "\(prefix)_INPUT\(index)")
      lines.append("#define \(prefix)_INPUT\(index)_IS_FED \(fed.contains(index) ? 1 : 0)")
    }
    for (index, id) in graph.outputs.enumerated() {
      lines += describe(graph[id], "\(prefix)_OUTPUT\(index)")
    }
    return (lines + ["", "#endif", ""]).joined(separator: "\n")
  }

  private func describe(_ tensor: Tensor, _ name: String) -> [String] {
    let type = tensor.type
    let shape = type.shape.map(String.init).joined(separator: ", ")
    var lines = [
      "/// \(String(tensor.name.filter { $0 != "\n" && $0 != "\\" })): \(type.element) [\(shape)].",
      "#define \(name)_BYTES \(type.bytes)",
      "#define \(name)_SHAPE {\(shape)}",
      "#define \(name)_RANK \(type.shape.count)",
    ]
    if let quantization = type.quantization, let scale = quantization.scales.first {
      lines.append("#define \(name)_SCALE \(Double(scale).description)f")
      lines.append("#define \(name)_ZERO_POINT \(quantization.zeroPoints.first ?? 0)")
    }
    return lines
  }
}
