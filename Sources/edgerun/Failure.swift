import EdgeCompiler
import EdgeFormats

/// Why a command ends without its result, other than a file it could not read.
enum Failure: Error {
  /// The plan exceeds the budget.
  case overBudget(Shortage)
  /// The model's weights are not there.
  case missingWeights(file: String)
  /// A file could not be written.
  case unwritable(file: String, reason: String)
  /// Standard output is closed or full.
  case standardOutput
  /// The arguments are wrong.
  case usage(String)
  /// The compilers that `compile` calls are missing, or failed.
  case toolchain(String)
  /// edgerun contradicts itself.
  case invariant(String)

  static let standardOutputCode: Int32 = 74
}

/// An error as it is reported: its lines and the process's exit code.
struct ErrorReport {
  var diagnostics: [Diagnostic]
  var exitCode: Int32

  init(_ error: any Error, file: String) {
    switch error {
    case let error as ImportError:
      (diagnostics, exitCode) = (error.diagnostics, error.exitCode)
    case Failure.overBudget(let shortage):
      (diagnostics, exitCode) = ([Diagnostic(file: file, "\(shortage)")], 1)
    case Failure.missingWeights(let file):
      let message = "the model has no weights: it can be planned, not run; name them in \"weights\""
      (diagnostics, exitCode) = ([Diagnostic(file: file, message)], 65)
    case Failure.unwritable(let file, let reason):
      (diagnostics, exitCode) = ([Diagnostic(file: file, "cannot be written: \(reason)")], 73)
    case Failure.standardOutput:
      let message = "cannot be written: it is closed or full"
      diagnostics = [Diagnostic(file: "standard output", message, kind: .io)]
      exitCode = Failure.standardOutputCode
    case Failure.usage(let message):
      (diagnostics, exitCode) = ([Diagnostic(file: file, message)], 64)
    case Failure.toolchain(let message):
      (diagnostics, exitCode) = ([Diagnostic(file: file, message)], 69)
    case Failure.invariant(let message):
      (diagnostics, exitCode) = ([Diagnostic(file: file, "internal error: \(message)")], 70)
    default:
      (diagnostics, exitCode) = ([Diagnostic(file: file, "internal error: \(error)")], 70)
    }
  }
}
