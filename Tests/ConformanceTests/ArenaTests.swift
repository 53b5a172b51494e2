import EdgeCompiler
import EdgeFormats
import EdgeOperators
import EdgeTestSupport
import Foundation
import Testing

/// Bytes of arena are exact: what they are is written down, and a change is seen.
@Suite("The arenas of whole models")
struct ArenaTests {
  /// Bytes by way of running.
  typealias Arenas = [String: Int]

  private static let ways: [(name: String, compiler: Compiler)] = [
    ("order", Compiler(level: .order)), ("rewrite", Compiler(level: .rewrite)),
    ("stream", Compiler(level: .stream)),
    ("fed", Compiler(level: .stream, streamInput: true)),
  ]
  private static let models = WholeModel.all.filter { !$0.testDescription.contains("_probe") }
  private static let file = RepositoryFiles.root().appending(
    path: "Tests/ConformanceTests/arenas.json")

  private static func expected() throws -> [String: Arenas] {
    try JSONDecoder().decode([String: Arenas].self, from: Data(contentsOf: file))
  }

  @Test("are the committed ones, and runs fed row by row give the goldens", arguments: models)
  func arenas(wholeModel: WholeModel) throws {
    let path = "\(wholeModel.path).tflite"
    let model = try ModelFile.read(
      ModelSource(path: path, bytes: try SharedFolder.bytes(path)), operators: catalog)
    var found: Arenas = [:]
    for (name, compiler) in Self.ways {
      let compilation = try compiler.compile(model.graph, modelSHA256: model.sha256)
      found[name] = compilation.plan.arenaBytes
      if compiler.streamInput { try checkFed(compilation, wholeModel) }
    }
    let name = wholeModel.testDescription
    guard ProcessInfo.processInfo.environment["EDGERUN_UPDATE_EXPECTATIONS"] == nil else {
      var all = (try? Self.expected()) ?? [:]
      all[name] = found
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return try encoder.encode(all).write(to: Self.file)
    }
    #expect(try Self.expected()[name] == found)
  }

  /// The other levels are held against the goldens elsewhere.
  private func checkFed(_ compilation: Compilation, _ wholeModel: WholeModel) throws {
    let host = try HostProgram(compilation.program)
    var state = try host.initialState()
    for set in 0..<wholeModel.setCount {
      let run = try #require(
        try MeasuredRun(host, inputs: try wholeModel.inputs(set: set), state: state))
      #expect(run.outputs == (try wholeModel.outputs(set: set)), "set \(set)")
      #expect(run.measuredPeakBytes == compilation.plan.arenaBytes)
      state = run.state
    }
  }

  @Test(
    "of the trained SwiftNet are within what a board has", .enabled(if: SharedFolder.root != nil))
  func swiftNet() throws {
    let swiftNet = try #require(try Self.expected()["swiftnet_hpd_ckpt_int8"])
    #expect(swiftNet["rewrite"].map { $0 <= 180_000 } == true)
    #expect(swiftNet["stream"].map { $0 <= 160_000 } == true)
    #expect(swiftNet["fed"].map { $0 <= 44_000 } == true)
  }
}
