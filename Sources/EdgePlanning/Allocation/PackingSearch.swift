/// Decides whether everything fits a given capacity: depth first over canonical placements.
///
/// Moffitt, "MiniMalloc: A Lightweight Memory Allocator for Hardware-Accelerated Machine Learning",
/// ASPLOS 2023. Items are placed at non-decreasing offsets, each at the least one that those below
/// leave. A branch ends where the lowest unplaced item of a section and the bytes still to come
/// there exceed the capacity; no item is placed where another one would fit below it; items that
/// are alike are placed in one order only; and what falls apart in time is packed apart.
struct PackingSearch {
  enum Outcome { case packed, impossible, outOfNodes }

  private let tables: PackingTables
  /// Who goes first of several at the same offset.
  private let preference: PackingPreference
  private let capacity: Int32
  private let isCancelled: @Sendable () -> Bool
  private(set) var nodesLeft: Int
  /// In units; final after `packed`.
  private(set) var offsets: [Int32]
  /// How often a branch ended because of a section, or an item.
  private(set) var sectionFailures: [Int]
  private(set) var itemFailures: [Int]
  private var isPlaced: [Bool]
  /// By item, the least offset that the placed ones leave.
  private var lowest: [Int32]
  /// By section, what is still to be placed, less what overlaps may save.
  private var remaining: [Int32]
  private var isSaving: [Bool]
  /// By section, the least offset that an unplaced item may have.
  private var floors: [Int32]
  private var floorTrail: [(section: Int32, floor: Int32)] = []
  /// By unplaced item, an offset that it cannot be below, and the items for which that is higher
  /// than what the placed ones leave; of the present node.
  private var heights: [Int32]
  private var lifted: [Int] = []
  /// By section, the placement that last looked at its floor, by number.
  private var visits: [Int]
  private var visit = 0
  private var trail: [(item: Int32, lowest: Int32)] = []
  /// Items and groups in the order in which they were placed and stopped saving.
  private var placed: [Int] = []
  private var spent: [Int] = []
  /// By item, the offset at which it has been tried in vain in place of what is being tried now:
  /// only above is worth another try.
  private var refuted: [Int32]
  private var refutations: [(item: Int, before: Int32)] = []
  /// The unplaced items of the components on the way down, in the order of their first sections.
  private var stack: [Int32] = []

  init(
    _ tables: PackingTables, preference: PackingPreference, capacity: Int32, nodeLimit: Int,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.isCancelled = isCancelled
    self.tables = tables
    self.preference = preference
    self.capacity = capacity
    nodesLeft = nodeLimit
    offsets = Array(repeating: 0, count: tables.count)
    isPlaced = Array(repeating: false, count: tables.count)
    refuted = Array(repeating: -1, count: tables.count)
    lowest = Array(repeating: 0, count: tables.count)
    remaining = tables.totals
    floors = Array(repeating: 0, count: tables.sectionCount)
    sectionFailures = Array(repeating: 0, count: tables.sectionCount)
    itemFailures = Array(repeating: 0, count: tables.count)
    heights = Array(repeating: 0, count: tables.count)
    visits = Array(repeating: 0, count: tables.sectionCount)
    isSaving = Array(repeating: true, count: tables.groups.count)
    for group in tables.groups { remaining[group.section] -= group.saving }
  }

  mutating func run() -> Outcome {
    for (item, offset) in tables.fixed.enumerated() {
      guard let offset else { continue }
      guard offset + tables.sizes[item] <= capacity else { return .impossible }
      isPlaced[item] = true
      offsets[item] = offset
      withdraw(item)
    }
    for item in 0..<tables.count { lowest[item] = allowed(item, 0) }
    for section in 0..<tables.sectionCount { floors[section] = floor(section, above: 0) }
    stack = (0..<Int32(tables.count)).filter { !isPlaced[Int($0)] }.sorted {
      (tables.starts[Int($0)], $0) < (tables.starts[Int($1)], $1)
    }
    return packComponents(from: 0, after: 0)
  }

  /// Packs what lies on the stack from `first` up, component by component.
  private mutating func packComponents(from first: Int, after offset: Int32) -> Outcome {
    let top = stack.count
    var start = first
    while start < top {
      var end = start + 1
      var last = tables.ends[Int(stack[start])]
      while end < top, tables.starts[Int(stack[end])] < last {
        last = max(last, tables.ends[Int(stack[end])])
        end += 1
      }
      let outcome = pack(start..<end, after: offset)
      guard outcome == .packed else { return outcome }
      start = end
    }
    return .packed
  }

  /// Packs one component at and above `offset`.
  private mutating func pack(_ component: Range<Int>, after offset: Int32) -> Outcome {
    guard nodesLeft > 0 else { return .outOfNodes }
    nodesLeft -= 1
    if nodesLeft % 1024 == 0, isCancelled() { nodesLeft = 0 }
    var lowestEnd = Int32.max
    for index in component {
      let item = Int(stack[index])
      let end = lowest[item] + tables.sizes[item]
      guard end <= capacity else {
        itemFailures[item] += 1
        return .impossible
      }
      lowestEnd = min(lowestEnd, end)
    }
    guard lowestEnd > offset, isPromising(component, offset),
      isPromisingAfterRefutations(component, offset)
    else { return .impossible }
    let known = refutations.count
    for candidate in candidates(component, from: offset, below: lowestEnd) {
      let item = candidate.item
      let mark = (trail.count, floorTrail.count, placed.count, spent.count)
      let top = stack.count
      let revived = revive(beside: candidate)
      place(item, at: candidate.offset)
      for index in component where !isPlaced[Int(stack[index])] { stack.append(stack[index]) }
      let outcome = packComponents(from: top, after: candidate.offset)
      stack.removeLast(stack.count - top)
      guard outcome == .impossible else { return outcome }
      takeBack(to: mark)
      for other in revived { refuted[other] = candidate.offset }
      refutations.append((item, refuted[item]))
      refuted[item] = candidate.offset
    }
    while refutations.count > known, let last = refutations.popLast() {
      refuted[last.item] = last.before
    }
    return .impossible
  }

  /// Gives those another try that may lie at the candidate's offset after it though not before it.
  private mutating func revive(beside candidate: Candidate) -> [Int] {
    guard tables.isSharing[candidate.item] else { return [] }
    var revived: [Int] = []
    for index in tables.firsts[candidate.item]..<tables.firsts[candidate.item + 1] {
      let other = Int(tables.neighbours[index])
      guard tables.distances[index] <= 0, tables.distancesBelow[index] > 0,
        refuted[other] == candidate.offset
      else { continue }
      refuted[other] = -1
      revived.append(other)
    }
    return revived
  }

  private struct Candidate: Comparable {
    var offset: Int32
    /// The bytes that its fullest section would take at least; 0 where that does not matter.
    var fill: Int32
    var rank: Int32
    var item: Int

    static func < (a: Candidate, b: Candidate) -> Bool {
      if a.offset != b.offset { return a.offset < b.offset }
      return a.fill == b.fill ? a.rank < b.rank : a.fill > b.fill
    }
  }

  /// What may come next, in the order in which to try it.
  private func candidates(
    _ component: Range<Int>, from offset: Int32, below lowestEnd: Int32
  ) -> [Candidate] {
    var found: [Candidate] = []
    for index in component {
      let item = Int(stack[index])
      let start = lowest[item]
      guard start >= offset, start < lowestEnd, start > refuted[item] else { continue }
      let twin = tables.twins[item]
      guard twin < 0 || isPlaced[Int(twin)] else { continue }
      found.append(
        Candidate(
          offset: start, fill: preference.isDynamic ? fill(item) : 0,
          rank: preference.rank[item], item: item))
    }
    found.sort()
    return found
  }

  private func fill(_ item: Int) -> Int32 {
    var most: Int32 = 0
    for span in tables.spans(of: item) {
      for section in tables.spans[span].sections {
        most = max(most, floors[section] + remaining[section])
      }
    }
    return most
  }

  /// Whether the capacity holds each section's rest above the floors.
  private mutating func isPromising(_ component: Range<Int>, _ offset: Int32) -> Bool {
    let first = Int(tables.starts[Int(stack[component.lowerBound])])
    var last = Int32(first)
    for index in component { last = max(last, tables.ends[Int(stack[index])]) }
    var most: Int32 = 0
    for section in first..<Int(last) {
      most = max(most, max(floors[section], offset) &+ remaining[section])
    }
    guard most > capacity else { return true }
    for section in first..<Int(last)
    where max(floors[section], offset) &+ remaining[section] > capacity {
      sectionFailures[section] += 1
    }
    return false
  }

  /// What cannot be placed where it could fall to needs another item below it: whether there is
  /// one for each such item, and whether the sections hold what is left above those.
  private mutating func isPromisingAfterRefutations(
    _ component: Range<Int>, _ offset: Int32
  ) -> Bool {
    lifted.removeAll(keepingCapacity: true)
    for index in component {
      let item = Int(stack[index])
      heights[item] = max(lowest[item], offset)
      if lowest[item] <= refuted[item] || lowest[item] < offset { lifted.append(item) }
    }
    for item in lifted {
      guard let height = heightOnOthers(item), height + tables.sizes[item] <= capacity else {
        itemFailures[item] += 1
        return false
      }
      heights[item] = max(heights[item], height)
    }
    return lifted.allSatisfy { isPromising(liftedSectionsOf: $0) }
  }

  /// The least offset of `item` on top of an unplaced one; nil where there is none.
  private func heightOnOthers(_ item: Int) -> Int32? {
    var least = Int32.max
    for index in tables.firsts[item]..<tables.firsts[item + 1] {
      let other = Int(tables.neighbours[index])
      if !isPlaced[other] { least = min(least, heights[other] + tables.distancesBelow[index]) }
    }
    return least == .max ? nil : allowed(item, max(least, lowest[item]))
  }

  private func isPromising(liftedSectionsOf item: Int) -> Bool {
    for span in tables.spans(of: item) {
      for section in tables.spans[span].sections where floors[section] == lowest[item] {
        var least = Int32.max
        for index in tables.firstOccupants[section]..<tables.firstOccupants[section + 1] {
          let other = Int(tables.occupants[index])
          if !isPlaced[other] { least = min(least, heights[other]) }
        }
        guard least &+ remaining[section] <= capacity else { return false }
      }
    }
    return true
  }

  /// The least offset of an unplaced item, or where it is not above `before`, that; where nothing
  /// is to be placed any more, too low to matter.
  private func floor(_ section: Int, above before: Int32) -> Int32 {
    var least = Int32.max
    for index in tables.firstOccupants[section]..<tables.firstOccupants[section + 1] {
      let item = Int(tables.occupants[index])
      guard !isPlaced[item] else { continue }
      least = min(least, lowest[item])
      if least <= before { return before }
    }
    return least == .max ? before : least
  }

  /// Raises the floors that stood at `before` because of `item`, if only because of it.
  private mutating func raiseFloors(under item: Int, from before: Int32) {
    for span in tables.spans(of: item) {
      for section in tables.spans[span].sections
      where floors[section] == before && visits[section] != visit {
        visits[section] = visit
        let raised = floor(section, above: before)
        guard raised > before else { continue }
        floorTrail.append((Int32(section), before))
        floors[section] = raised
      }
    }
  }

  private mutating func place(_ item: Int, at offset: Int32) {
    let known = trail.count
    isPlaced[item] = true
    offsets[item] = offset
    for index in tables.firsts[item]..<tables.firsts[item + 1] {
      let other = Int(tables.neighbours[index])
      guard !isPlaced[other] else { continue }
      let reach = -tables.distancesBelow[index]
      let isHost = reach > 0 && max(lowest[other], offset) <= offset + reach
      let start = isHost ? offset : offset + tables.distances[index]
      guard start > lowest[other] else { continue }
      trail.append((Int32(other), lowest[other]))
      lowest[other] = allowed(other, start)
    }
    withdraw(item)
    visit += 1
    raiseFloors(under: item, from: offset)
    for index in known..<trail.count {
      raiseFloors(under: Int(trail[index].item), from: trail[index].lowest)
    }
  }

  /// The least aligned offset from `start` that the fixed items leave, and those it may lie in.
  private func allowed(_ item: Int, _ start: Int32) -> Int32 {
    let mask = tables.alignmentMasks[item]
    var offset = (start + mask) & ~mask
    var isFree = false
    while !isFree {
      isFree = true
      for range in tables.forbidden[item] where offset > range.above && offset < range.below {
        offset = (range.below + mask) & ~mask
      }
      for index in tables.hosts[item] {
        let other = Int(tables.neighbours[index])
        guard isPlaced[other], offset > offsets[other] - tables.distances[index],
          offset < offsets[other] + tables.distancesBelow[index]
        else { continue }
        offset = (offsets[other] + tables.distancesBelow[index] + mask) & ~mask
        isFree = false
      }
    }
    return offset
  }

  /// Takes a placed item out of what remains.
  private mutating func withdraw(_ item: Int) {
    placed.append(item)
    for index in tables.spans(of: item) {
      let span = tables.spans[index]
      for section in span.sections { remaining[section] -= span.extent }
    }
    for index in tables.memberships[item] where isSaving[index] {
      let group = tables.groups[index]
      guard
        group.outputs.allSatisfy({ isPlaced[$0] }) || group.inputs.allSatisfy({ isPlaced[$0] })
      else { continue }
      isSaving[index] = false
      spent.append(index)
      remaining[group.section] += group.saving
    }
  }

  private mutating func takeBack(to mark: (trail: Int, floors: Int, placed: Int, spent: Int)) {
    while spent.count > mark.spent, let index = spent.popLast() {
      isSaving[index] = true
      remaining[tables.groups[index].section] -= tables.groups[index].saving
    }
    while placed.count > mark.placed, let item = placed.popLast() {
      isPlaced[item] = false
      for index in tables.spans(of: item) {
        let span = tables.spans[index]
        for section in span.sections { remaining[section] += span.extent }
      }
    }
    while floorTrail.count > mark.floors, let change = floorTrail.popLast() {
      floors[Int(change.section)] = change.floor
    }
    while trail.count > mark.trail, let change = trail.popLast() {
      lowest[Int(change.item)] = change.lowest
    }
  }
}
