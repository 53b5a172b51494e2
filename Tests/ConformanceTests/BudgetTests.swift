import EdgeCompiler
import EdgeFormats
import EdgeOperators
import EdgeTestSupport
import Testing

/// SwiftNet HPD with its trained weights, under budgets from 40 to 360 KB.
@Suite("Budgets", .enabled(if: SharedFolder.root != nil))
struct BudgetTests {
  private static let model = WholeModel.all.first { $0.testDescription == "swiftnet_hpd_ckpt_int8" }

  /// Denser where streams of different lengths fit.
  private static let budgets =
    Array(stride(from: 40_000, to: 148_000, by: 18_000))
    + Array(stride(from: 148_000, to: 184_000, by: 4_000)) + [200_000, 280_000, 360_000]

  @Test(
    "never make a plan slower by being larger, and a refusal names the least that works",
    arguments: [false, true])
  func sweep(streamInput: Bool) throws {
    let wholeModel = try #require(Self.model)
    let path = "\(wholeModel.path).tflite"
    let model = try ModelFile.read(
      ModelSource(path: path, bytes: try SharedFolder.bytes(path)), operators: catalog)
    func compile(_ budget: Int?) throws -> Compilation {
      try Compiler(level: .stream, budgetBytes: budget, streamInput: streamInput)
        .compile(model.graph, modelSHA256: model.sha256)
    }
    let least = try compile(nil).plan.arenaBytes
    var fitting: [Compilation] = []
    for budget in Self.budgets {
      let compilation = try compile(budget)
      #expect(compilation.shortage?.arenaBytes == (budget < least ? least : nil))
      #expect(compilation.plan.fits == (compilation.plan.arenaBytes <= budget))
      if compilation.plan.fits { fitting.append(compilation) }
    }
    let estimates = fitting.map(\.plan.timeEstimate)
    #expect(zip(estimates, estimates.dropFirst()).allSatisfy { $0 >= $1 })
    let programs = Set(fitting.map(\.program))
    #expect(programs.count > 1)
    let (inputs, outputs) = (try wholeModel.inputs(set: 0), try wholeModel.outputs(set: 0))
    for program in programs {
      #expect(try HostProgram(program).outputs(for: inputs, paint: 0xa5) == outputs)
    }
  }
}
