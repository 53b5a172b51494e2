import EdgeChecking
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Foundation
import Testing

/// A `.tflite` file of the shared folder, read and compiled.
struct RunnableModel {
  let imported: ImportedModel
  private let compilations: [Level: Compilation]

  /// - Throws: why edgerun cannot run it, be it the reader or the compiler that says so.
  init(_ path: String) throws {
    try self.init(path, bytes: try SharedFolder.bytes(path))
  }

  /// - Throws: as the other.
  init(_ path: String, bytes: [UInt8]) throws {
    let source = ModelSource(path: path, bytes: bytes)
    let imported = try ModelFile.read(source, operators: catalog)
    var compilations: [Level: Compilation] = [:]
    for level in Level.allCases {
      do throws(CompileError) {
        compilations[level] = try Compiler(level: level).compile(
          imported.graph, modelSHA256: imported.sha256)
      } catch {
        guard case .unloweredNodes(let errors) = error else { throw error }
        throw ImportError(errors.map { imported.diagnostic(for: $0) })
      }
    }
    self.imported = imported
    self.compilations = compilations
  }

  /// Runs in sequence at every level, state kept; the outputs must be one of each run's goldens,
  /// and the arena what the plan says.
  func check(_ runs: [(inputs: [[UInt8]], goldens: [[[UInt8]]])]) throws {
    for level in Level.allCases {
      try checkPlan(try #require(compilations[level]))
      try check(level, Threading(), runs)
    }
  }

  /// As the other, at one level, by so many threads.
  func check(
    _ level: Level, _ threading: Threading, _ runs: [(inputs: [[UInt8]], goldens: [[[UInt8]]])]
  ) throws {
    let compilation = try #require(compilations[level])
    let host = try HostProgram(compilation.program, threading: threading)
    var state = try host.initialState()
    for (index, run) in runs.enumerated() {
      let measured = try MeasuredRun(host, inputs: run.inputs, state: state)
      let found = try #require(measured)
      let differences = run.goldens.map { Self.differences(found.outputs, $0) }
      #expect(differences.contains(""), "level \(level), run \(index): \(differences[0])")
      #expect(found.measuredPeakBytes == compilation.plan.arenaBytes, "level \(level)")
      state = found.state
    }
  }

  /// Plans for boards, and runs what they will run, once; its outputs must be one of the goldens.
  func checkBoards(_ run: (inputs: [[UInt8]], goldens: [[[UInt8]]])) throws {
    for target in [Target.arm64, .cortexM, .helium] {
      let compilation = try Compiler(level: .stream, target: target).compile(
        imported.graph, modelSHA256: imported.sha256)
      try checkPlan(compilation, for: target)
      let outputs = try HostProgram(compilation.program).outputs(for: run.inputs)
      let differences = run.goldens.map { Self.differences(outputs, $0) }
      #expect(differences.contains(""), "\(target): \(differences[0])")
    }
  }

  /// The independent checker must accept the plan as it is written.
  private func checkPlan(_ compilation: Compilation, for target: Target = .host) throws {
    let text = Array(try JSONEncoder().encode(compilation.plan))
    let plan = try PlanReader.read(text, path: "plan.json")
    let checker = PlanChecker(
      compilation.graph, modelSHA256: imported.sha256, packing: target.scratchPacking)
    try checker.check(plan)
  }

  /// Runs on zeros at every level: the arena must be what the plan says.
  func checkZeros() throws {
    for level in Level.allCases {
      let compilation = try #require(compilations[level])
      guard compilation.plan.arenaBytes <= 1 << 24 else { continue }
      let host = try HostProgram(compilation.program)
      let types = imported.graph.types(imported.graph.inputs)
      let measured = try MeasuredRun(
        host, inputs: types.map { Array(repeating: 0, count: $0.bytes) })
      #expect(measured?.measuredPeakBytes == compilation.plan.arenaBytes, "level \(level)")
    }
  }

  /// Which bytes differ, in words; empty where none does.
  private static func differences(_ found: [[UInt8]], _ expected: [[UInt8]]) -> String {
    guard found.map(\.count) == expected.map(\.count) else {
      return "outputs of \(found.map(\.count)) bytes, expected \(expected.map(\.count))"
    }
    return zip(found, expected).enumerated().compactMap { index, pair in
      let wrong = pair.0.indices.filter { pair.0[$0] != pair.1[$0] }
      return wrong.first.map {
        "output \(index): \(wrong.count) of \(pair.0.count) bytes differ, the first at \($0): "
          + "\(Int8(bitPattern: pair.0[$0])), expected \(Int8(bitPattern: pair.1[$0]))"
      }
    }.joined(separator: "; ")
  }
}
