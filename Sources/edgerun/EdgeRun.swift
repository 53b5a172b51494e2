import ArgumentParser
import EdgeOperators
import Foundation

/// The command line.
@main
struct EdgeRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edgerun",
    abstract: "Run int8 networks in one planned arena, and measure what the run used.",
    discussion: """
      `edgerun MODEL INPUT...` runs a model. A MODEL is a .tflite file, or a model.json with its \
      weights beside it; to run, also a program that compile made, for whatever target. An INPUT \
      is raw bytes, a .npy file, or - for standard input.

      Exit codes: 0 ok, 1 a negative answer, 64 usage, 65 malformed model, plan or input, 66 no such \
      file, 69 unsupported operator, 70 internal error, 73 cannot write, 74 I/O error.
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, PlanCommand.self, ExplainCommand.self, InspectCommand.self,
      CheckCommand.self, VerifyCommand.self, BenchCommand.self, ConvertCommand.self,
      CompileCommand.self, VerifyPlanCommand.self,
      OpsCommand.self, ScheduleCommand.self, PlaceCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  /// Parses the arguments and runs the command they name.
  static func main() {
    Signals.prepare()
    do {
      var command = try parseAsRoot()
      try checkInstructionSet()
      try command.run()
    } catch {
      exit(withError: reported(error))
    }
  }

  /// EDGERUN_ISA, which kernels obey, names one that there are kernels for.
  private static func checkInstructionSet() throws {
    let known = KernelVariants.limitingInstructionSets
    guard let name = ProcessInfo.processInfo.environment["EDGERUN_ISA"], !name.isEmpty,
      !known.contains(name)
    else { return }
    throw ValidationError(
      "EDGERUN_ISA: expected \(known.joined(separator: ", ")), found \"\(name)\"")
  }

  /// Reports arguments that are wrong as JSON where that is asked for; anything else is returned as
  /// it is.
  private static func reported(_ error: any Error) -> any Error {
    guard exitCode(for: error) == .validationFailure, CommandLine.arguments.contains("--json")
    else { return error }
    let report = ErrorReport(Failure.usage(message(for: error)), file: "command line")
    return ExitCode(Console.show(report, json: true))
  }
}
