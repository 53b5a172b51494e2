import CAllocationCounter
import EdgeCompiler
import EdgeFormats
import EdgeIR
import Foundation
import Testing

@Suite struct GoldenTests {
  @Test func `the folders with goldens are there`() {
    #expect(GoldenModel.shipped.count >= 4)
    #expect(GoldenModel.operators.count >= 50)
  }

  @Test(arguments: GoldenModel.shipped + GoldenModel.operators, Level.allCases)
  func `outputs are TensorFlow Lite Micro's, byte for byte, and the plan is what is touched`(
    model: GoldenModel, level: Level
  ) throws {
    let compilation = try model.compile(level)
    let program = try HostProgram(compilation.program)
    let run = try #require(
      MeasuredRun(program, inputs: try model.inputs()) { er_allocations_on_this_thread() })
    #expect(run.outputs.flatMap { $0 } == (try model.bytes("output.bin")))
    #expect(run.measuredPeakBytes == compilation.plan.arenaBytes)
    #expect(run.heapAllocations == 0)
  }

  @Test(arguments: GoldenModel.shipped)
  func `plans are the committed ones`(model: GoldenModel) throws {
    var found: [String: ExpectedPlan] = [:]
    for level in Level.allCases {
      found[level.rawValue] = ExpectedPlan(try model.compile(level).plan)
    }
    if ProcessInfo.processInfo.environment["EDGERUN_UPDATE_EXPECTATIONS"] != nil {
      try ExpectedPlan.text(found).write(to: model.folder.appending(path: "expected.json"))
    }
    let expected = try JSONDecoder().decode(
      [String: ExpectedPlan].self, from: Data(try model.bytes("expected.json")))
    #expect(found == expected)
  }

  @Test func `all held-out digits give TensorFlow Lite Micro's bytes, and 96 % are right`() throws {
    let digits = try GoldenModel.named("digits")
    let graph = try digits.read().graph
    let program = try HostProgram(try digits.compile().program)
    let runs = try InputFile.runs(
      for: graph.inputs.map { (graph[$0].name, graph[$0].type) },
      paths: [digits.path("test-images.npy")])
    let outputs = try runs.flatMap { try program.outputs(for: $0) }
    #expect(outputs.flatMap { $0 } == (try digits.bytes("test-outputs.bin")))
    let truth = try LabelsFile.read(digits.path("test-labels.txt")).compactMap { Int($0) }
    let answers = outputs.map { output in
      output.indices.max { score(output, $0) < score(output, $1) }
    }
    let correct = zip(answers, truth).count { $0 == $1 }
    #expect(truth.count >= 300 && runs.count == truth.count)
    #expect(Double(correct) >= 0.96 * Double(truth.count), "\(correct) of \(truth.count)")
  }

  private func score(_ output: [UInt8], _ index: Int) -> Int8 { Int8(bitPattern: output[index]) }

  @Test(arguments: GoldenModel.shipped)
  func `levels cost no more than the ones before`(model: GoldenModel) throws {
    let arenas = try Level.allCases.map { try model.compile($0).plan.arenaBytes }
    #expect(arenas == arenas.sorted(by: >))
  }
}

/// What `expected.json` commits for a level.
private struct ExpectedPlan: Codable, Equatable {
  var arenaBytes: Int
  var peakBytes: Int
  var lowerBoundBytes: Int

  init(_ plan: Plan) {
    arenaBytes = plan.arenaBytes
    peakBytes = plan.peakBytes
    lowerBoundBytes = plan.lowerBoundBytes
  }

  static func text(_ plans: [String: ExpectedPlan]) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(plans) + Data("\n".utf8)
  }
}
