import EdgePlanning
import EdgeTestSupport
import Testing

/// Every way of breaking a valid layout is noticed, and called by its name.
@Suite struct LayoutVerifyTests {
  private static let seeds = 0..<60 as Range<UInt64>

  /// Calls `body` for each placement of many valid layouts.
  private func forEachPlacement(_ body: (RandomLayout, Int, Layout.Placement) -> Void) {
    for seed in Self.seeds {
      let valid = RandomLayout(seed: seed)
      for (index, placement) in valid.layout.placements.enumerated() {
        body(valid, index, placement)
      }
    }
  }

  @Test func validLayoutsPass() {
    for seed in Self.seeds {
      let valid = RandomLayout(seed: seed)
      #expect(valid.verdict(valid.layout) == nil, "\(valid.description)")
    }
  }

  @Test func theVerdictOnAnyOffsetIsTheDefinitions() {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      var moved = RandomLayout(seed: seed)
      guard !moved.layout.placements.isEmpty else { continue }
      for _ in 0..<20 {
        let index = random.int(0...moved.layout.placements.count - 1)
        let bytes = moved.layout.placements[index].bytes.count
        let offset = random.int(0...30)
        moved.layout.placements[index].bytes = offset..<offset + bytes
        moved.layout.arenaBytes = moved.layout.placements.map(\.bytes.upperBound).max() ?? 0
        let placements = moved.layout.placements
        let isValid =
          placements.allSatisfy(moved.isAligned) && moved.isValid(placements)
        #expect((moved.verdict(moved.layout) == nil) == isValid, "\(moved.description)")
      }
    }
  }

  @Test func aPlacementThatIsGoneIsMissing() {
    forEachPlacement { valid, index, placement in
      var broken = valid.layout
      broken.placements.remove(at: index)
      #expect(valid.verdict(broken) == .missing(placement.occupant))
    }
  }

  @Test func aPlacementThatStandsTwiceIsNoticed() {
    forEachPlacement { valid, _, placement in
      var broken = valid.layout
      broken.placements.append(placement)
      #expect(valid.verdict(broken) == .placedTwice(placement.occupant))
    }
  }

  @Test func oneByteMoreOrLessIsTheWrongSize() {
    forEachPlacement { valid, index, placement in
      for change in [-1, 1] {
        var broken = valid.layout
        let (start, bytes) = (placement.bytes.lowerBound, placement.bytes.count)
        broken.placements[index].bytes = start..<start + bytes + change
        #expect(
          valid.verdict(broken)
            == .size(placement.occupant, expected: bytes, found: bytes + change))
      }
    }
  }

  @Test func anOffsetBetweenMultiplesIsMisaligned() {
    forEachPlacement { valid, index, placement in
      var broken = valid.layout
      broken.placements[index].bytes = placement.bytes.shifted(by: 1)
      guard !valid.isAligned(broken.placements[index]) else { return }
      guard case .misaligned(placement.occupant, let offset, let alignment) = valid.verdict(broken)
      else {
        Issue.record("\(valid.description)")
        return
      }
      #expect(offset == placement.bytes.lowerBound + 1 && offset % alignment != 0)
    }
  }

  @Test func belowTheArenaAndBeyondItIsOutOfBounds() {
    forEachPlacement { valid, index, placement in
      let arenaBytes = valid.layout.arenaBytes
      for offset in [-4, -4 * placement.bytes.count, 4 * (arenaBytes / 4 + 1)] {
        var broken = valid.layout
        broken.placements[index].bytes = offset..<offset + placement.bytes.count
        #expect(
          valid.verdict(broken) == .outOfBounds(placement.occupant, arenaBytes: arenaBytes))
      }
    }
  }

  @Test func aLifetimeThatIsNotTheOrdersIsNoticed() {
    forEachPlacement { valid, index, placement in
      let (start, end) = (placement.lifetime.lowerBound, placement.lifetime.upperBound)
      for found in [start..<end + 1, start..<end - 1, start + 1..<end + 1, start - 1..<end] {
        var broken = valid.layout
        broken.placements[index].lifetime = found
        #expect(
          valid.verdict(broken)
            == .lifetime(placement.occupant, expected: start..<end, found: found))
      }
    }
  }

  @Test func theArenaEndsWhereTheHighestPlacementDoes() {
    for seed in Self.seeds {
      let valid = RandomLayout(seed: seed)
      var broken = valid.layout
      broken.arenaBytes += 1
      #expect(
        valid.verdict(broken)
          == .arenaBytes(expected: valid.layout.arenaBytes, found: broken.arenaBytes))
      broken.arenaBytes -= 2
      guard case .outOfBounds = valid.verdict(broken) else {
        Issue.record("\(valid.description)")
        continue
      }
    }
  }

  @Test func anOrderThatBreaksOneEdgeIsIllegal() {
    for seed in Self.seeds {
      let valid = RandomLayout(seed: seed)
      for (step, before) in valid.problem.predecessors().enumerated() {
        for other in before {
          var order = valid.order.filter { $0 != step }
          order.insert(step, at: order.firstIndex(of: other) ?? 0)
          #expect(valid.verdict(valid.layout, order: order) == .illegalOrder)
        }
      }
      #expect(valid.verdict(valid.layout, order: valid.order + [0]) == .illegalOrder)
      #expect(valid.verdict(valid.layout, order: Array(valid.order.dropLast())) == .illegalOrder)
      let twice = Array(valid.order.dropLast()) + [valid.order.first ?? 0]
      #expect(valid.order.count < 2 || valid.verdict(valid.layout, order: twice) == .illegalOrder)
    }
  }

  @Test func exchangingNeighboursOfDifferentSizesIsAnOverlap() {
    let problem = MemoryProblem("in x:4\na x -> y:6\nout y")
    let layout = Layout(
      placements: [
        .init(occupant: .buffer(BufferID(0)), lifetime: 0..<1, bytes: 6..<10),
        .init(occupant: .buffer(BufferID(1)), lifetime: 0..<1, bytes: 4..<10),
      ], arenaBytes: 10, lowerBoundBytes: 10)
    #expect(throws: LayoutError.overlap(.buffer(BufferID(0)), .buffer(BufferID(1)))) {
      try layout.verify(problem, order: [0])
    }
  }
}

extension Range<Int> {
  func shifted(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
