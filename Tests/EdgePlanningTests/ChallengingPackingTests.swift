import EdgePlanning
import EdgeTestSupport
import Testing

/// The instances that MiniMalloc's authors call challenging.
@Suite(.enabled(if: SharedFolder.root != nil || SharedFolder.isRequired))
struct ChallengingPackingTests {
  private func allocation(_ name: String, nodeLimit: Int = 600_000) throws -> Allocation {
    let path = "allocation/minimalloc/challenging/\(name).1048576.csv"
    let table = try BufferTable(csv: try SharedFolder.bytes(path))
    let allocation = BranchAndBound(nodeLimit: nodeLimit).allocate(table.problem)
    let rectangles = zip(table.problem.items, allocation.offsets).map {
      (time: $0.lifetime, bytes: $1..<$1 + $0.bytes)
    }
    for (index, a) in rectangles.enumerated() {
      let isApart = rectangles[..<index].allSatisfy {
        !$0.time.overlaps(a.time) || !$0.bytes.overlaps(a.bytes)
      }
      #expect(isApart && a.bytes.lowerBound >= 0)
    }
    return allocation
  }

  @Test(arguments: "ABCDEFGHIJK".map(String.init))
  func allAreAsSmallAsTheirBound(name: String) throws {
    #expect(try allocation(name).isProved)
  }

  @Test func theHardestIsSolvedWithinALimitThatIsNone() throws {
    #expect(try allocation("J", nodeLimit: .max / 2).isProved)
  }

  @Test func theHardestFitsTheirCapacityAfterFewNodes() throws {
    #expect(try allocation("J", nodeLimit: 60_000).arenaBytes <= 1_048_576)
  }
}
