import EdgePlanning
import Testing

@Suite struct MemoryMapTests {
  @Test func aLayoutIsDrawnWithAddressesDownAndStepsToTheRight() {
    let problem = MemoryProblem(
      """
      in x:4
      a x -> y:2
      b y -> z:4
      c z -> w:2
      out w
      """)
    let schedule = FileOrder().schedule(problem)
    let layout = Layout(problem, schedule, allocator: GreedyBySize())
    let map = MemoryMap(layout, stepCount: 3, lines: 6)
    #expect(
      map.rows.joined(separator: "\n") == """
        0 │ACC
        1 │ACC
        2 │ACC
        3 │ACC
        4 │BBD
        5 │BBD
        """)
    #expect(map.legend.map(\.symbol) == ["A", "B", "C", "D"])
    #expect(map.legend.map(\.occupant) == (0..<4).map { .buffer(BufferID($0)) })
  }

  @Test func aLargeLayoutIsDrawnSmaller() {
    let layout = Layout(
      placements: [
        .init(occupant: .buffer(BufferID(0)), lifetime: 0..<50, bytes: 0..<1000),
        .init(occupant: .scratch(step: 3), lifetime: 50..<100, bytes: 500..<1000),
      ], arenaBytes: 1000, lowerBoundBytes: 1000)
    let map = MemoryMap(layout, stepCount: 100, columns: 4, lines: 2)
    #expect(map.rows == ["   0 │AA··", " 500 │AABB"])
  }

  @Test func nothingIsDrawnAsOneFreeCell() {
    let empty = Layout(placements: [], arenaBytes: 0, lowerBoundBytes: 0)
    #expect(MemoryMap(empty, stepCount: 0).rows == ["0 │·"])
  }
}
