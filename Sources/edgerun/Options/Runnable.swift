import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeRuntime

/// What `run` runs: a model that was planned, or a program that was compiled before.
struct Runnable: ~Copyable {
  let host: HostProgram
  /// The model's.
  let name: String
  let inputs: [InputFile.Input]
  let outputs: [Tensor]
  /// What it was read from.
  let files: [String]
  /// Nil of a program that was compiled before.
  let compilation: Compilation?
  /// The inputs' bytes, run by run, where they were read already.
  let runs: [[[UInt8]]]?
}

extension Runnable {
  /// - Throws: why the program is refused.
  init(compiled source: ModelSource) throws(ImportError) {
    let host: HostProgram
    do throws(ProgramError) {
      host = try HostProgram(source.bytes)
    } catch {
      throw ImportError(file: source.path, error.sentence)
    }
    let inputs = try Self.tensors(host.inputTypes, "input", source)
    let outputs = try Self.tensors(host.outputTypes, "output", source)
    self.init(
      host: host, name: Self.name(source.path),
      inputs: inputs.map { (name: $0.name, type: $0.type) }, outputs: outputs,
      files: [source.path], compilation: nil, runs: nil)
  }

  /// Programs carry no names, so what they have is counted.
  private static func tensors(_ types: [TensorType?], _ kind: String, _ source: ModelSource)
    throws(ImportError) -> [Tensor]
  {
    guard !types.isEmpty else {
      throw ImportError(file: source.path, "the program has no \(kind)")
    }
    var tensors: [Tensor] = []
    for (index, type) in types.enumerated() {
      guard let type else {
        throw ImportError(
          file: source.path, "\(kind) \(index) of the program: its shape is not that of its bytes")
      }
      tensors.append(Tensor(name: "\(kind) \(index)", type: type))
    }
    return tensors
  }

  /// `kws` of `build/kws.program`.
  private static func name(_ path: String) -> String {
    guard path != FileReader.standardInput, let file = path.split(separator: "/").last else {
      return "program"
    }
    let ending = ".program"
    return String(file.hasSuffix(ending) ? file.dropLast(ending.count) : file)
  }
}

extension ProgramError {
  /// What is wrong, and with which of them.
  fileprivate var sentence: String {
    switch cause {
    case .table, .unknownKernel, .step, .stream, .port: "\(text); number \(value)"
    case .version: "\(text); found \(value), expected \(ProgramFormat.version)"
    default: "\(text)"
    }
  }
}
