import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite("Models that ship")
struct ShippedModelTests {
  @Test("can be read without a warning", arguments: RepositoryFiles.modelPaths)
  func read(path: String) throws {
    let model = try ModelFile.read(path: path, operators: catalog)
    #expect(model.warnings.isEmpty)
    #expect(model.graph.verify().isEmpty)
    #expect(!model.graph.hasMissingContents)
  }

  @Test("stay the same when written and read again", arguments: RepositoryFiles.modelPaths)
  func roundTrip(path: String) throws {
    let graph = try ModelFile.read(path: path, operators: catalog).graph
    let folder = try TemporaryFolder()
    #expect(try folder.read(folder.write(graph)).graph == graph)
  }
}
