import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite("Rewritten models")
struct RewritingTests {
  @Test("give the golden bytes", arguments: WholeModel.all)
  func goldens(wholeModel: WholeModel) throws {
    try Unsupported.check(wholeModel.testDescription) {
      let host = try HostProgram(try RewrittenModel("\(wholeModel.path).tflite").program)
      var state = try host.initialState()
      for set in 0..<wholeModel.setCount {
        let outputs = try host.outputs(for: try wholeModel.inputs(set: set), state: &state)
        #expect(try outputs == wholeModel.outputs(set: set), "set \(set)")
      }
    }
  }

  @Test("give the golden bytes, operator by operator", arguments: OperatorCase.all)
  func operatorCases(operatorCase: OperatorCase) throws {
    try Unsupported.check(operatorCase.family, operatorCase.id) {
      let host = try HostProgram(try RewrittenModel(operatorCase.model).program)
      let outputs = try host.outputs(for: try operatorCase.inputBytes())
      #expect(try operatorCase.goldens().contains(outputs))
    }
  }

  @Test(
    "of visual wake words have half the multiplications, and the same bytes",
    .enabled(if: SharedFolder.root != nil))
  func visualWakeWords() throws {
    let model = try RewrittenModel("conformance/models/vww_96_int8.tflite")
    #expect(
      model.original.macs == 7_489_664 && model.graph.macs <= 3_800_000, "\(model.graph.macs)")
    let original = try Compiler(level: .order).compile(model.original, modelSHA256: "")
    let host = try HostProgram(model.program)
    let unchanged = try HostProgram(original.program)
    for seed in UInt64(0)..<20 {
      let inputs = RandomNetwork.inputs(of: model.original, seed: seed)
      #expect(try host.outputs(for: inputs) == unchanged.outputs(for: inputs), "seed \(seed)")
    }
  }
}

/// A `.tflite` file of the shared folder, rewritten by all passes and compiled.
private struct RewrittenModel {
  let original, graph: Graph
  let program: [UInt8]

  /// - Throws: why edgerun cannot run it, be it the reader or the compiler that says so.
  init(_ path: String) throws {
    let source = ModelSource(path: path, bytes: try SharedFolder.bytes(path))
    let imported = try ModelFile.read(source, operators: catalog)
    original = imported.graph
    var graph = imported.graph
    _ = try Pipeline.standard.run(on: &graph)
    self.graph = graph
    do throws(CompileError) {
      program = try Compiler(level: .order).compile(graph, modelSHA256: "").program
    } catch {
      guard case .unloweredNodes(let errors) = error else { throw error }
      throw ImportError(errors.map { imported.diagnostic(for: GraphError(.graph, $0.cause)) })
    }
  }
}
