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
  /// That it was read from.
  let files: [String]
  /// Nil of a program that was compiled before.
  let compilation: Compilation?
  /// The inputs' bytes, run by run, where they were read already.
  let runs: [[[UInt8]]]?

  init(
    host: consuming HostProgram, name: String, inputs: [InputFile.Input], outputs: [Tensor],
    files: [String], compilation: Compilation?, runs: [[[UInt8]]]?
  ) {
    self.host = host
    (self.name, self.inputs, self.outputs, self.files) = (name, inputs, outputs, files)
    (self.compilation, self.runs) = (compilation, runs)
  }

  /// - Throws: why the runtime refuses the program.
  init(compiled source: ModelSource) throws(ImportError) {
    do throws(ProgramError) {
      let host = try HostProgram(source.bytes)
      let (inputs, outputs) = (try host.inputs(), try host.outputs())
      guard !outputs.isEmpty else { throw ProgramError(.port) }
      self.init(
        host: host, name: Self.name(source.path),
        inputs: inputs.map { (name: $0.name, type: $0.type) }, outputs: outputs,
        files: [source.path], compilation: nil, runs: nil)
    } catch {
      throw ImportError(file: source.path, error.sentence)
    }
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
