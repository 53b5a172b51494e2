import EdgeFormats
import EdgePlanning
import Testing

@Suite struct ProblemReaderTests {
  private func read(_ text: String) throws(ImportError) -> MemoryProblem {
    try ProblemReader.read(Array(text.utf8), path: "p.json")
  }

  private func messages(_ text: String) -> [String] {
    do throws(ImportError) {
      _ = try read(text)
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func everythingIsRead() throws {
    let problem = try read(
      """
      {"format": "edgerun.problem/1", "name": "two steps",
       "buffers": [{"name": "x", "bytes": 16}, {"name": "y", "bytes": 8, "alignment": 4}],
       "steps": [{"name": "a", "reads": ["x"], "writes": ["y"], "scratch": 3,
         "overlaps": [{"input": "x", "output": "y", "distance": 2, "direction": "downwards"}]}],
       "inputs": ["x"], "outputs": ["y"]}
      """)
    let (x, y) = (BufferID(0), BufferID(1))
    #expect(
      problem
        == MemoryProblem(
          name: "two steps",
          buffers: [.init(name: "x", bytes: 16), .init(name: "y", bytes: 8, alignment: 4)],
          steps: [
            .init(
              name: "a", reads: [x], writes: [y], scratch: 3,
              overlaps: [.init(input: x, output: y, distance: 2, direction: .downwards)])
          ], inputs: [x], outputs: [y]))
  }

  @Test func allThatIsWrongIsSaid() {
    #expect(
      messages(
        """
        {"format": "edgerun.problem/1", "name": "x",
         "buffers": [{"name": "a", "bytes": 0}, {"name": "b", "bytes": 3, "alignment": 6}],
         "steps": [{"name": "s", "reads": ["q"], "writes": ["b"]}],
         "inputs": ["a", "a"], "outputs": ["b"]}
        """) == [
          "error: p.json:2:37: buffers[0].bytes: expected an integer of 1 to 1099511627776, found 0",
          "error: p.json:2:80: buffers[1].alignment: expected a power of two, found 6",
          "error: p.json:3:36: steps[0].reads: expected the name of a buffer, found \"q\"",
          "error: p.json:4:18: inputs: expected every buffer once, found \"a\" again",
        ])
  }

  @Test func stepsThatWaitForEachOtherAreRefused() {
    #expect(
      messages(
        """
        {"format": "edgerun.problem/1", "name": "x",
         "buffers": [{"name": "a", "bytes": 1}, {"name": "b", "bytes": 3}],
         "steps": [{"name": "s", "reads": ["a"], "writes": ["b"]},
           {"name": "t", "reads": ["b"], "writes": ["a"]}],
         "inputs": [], "outputs": ["b"]}
        """) == [
          "error: p.json:3:11: steps: expected an order in which writers precede readers, found "
            + "none; \"s\" waits for itself"
        ])
  }
}
