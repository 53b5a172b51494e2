/// First fit of the items from the largest to the smallest: what TensorFlow Lite Micro does.
package struct GreedyBySize: Allocator {
  package static let name = "greedy-by-size"

  package init() {}

  package func offsets(for items: [AllocationItem]) -> [Int] {
    let order = items.indices.sorted { a, b in
      (items[b].bytes, items[a].lifetime.lowerBound, a)
        < (items[a].bytes, items[b].lifetime.lowerBound, b)
    }
    return Self.firstFit(items, order: order)
  }

  /// Gives each item, in the order given, the least offset at which it touches none placed before.
  static func firstFit(_ items: [AllocationItem], order: [Int]) -> [Int] {
    var offsets = [Int](repeating: 0, count: items.count)
    var placed: [Int] = []
    for index in order {
      let item = items[index]
      var offset = 0
      let neighbours = placed.filter { items[$0].lifetime.overlaps(item.lifetime) }
        .sorted { offsets[$0] < offsets[$1] }
      for other in neighbours {
        if item.aligned(offset) + item.bytes <= offsets[other] { break }
        offset = max(offset, offsets[other] + items[other].bytes)
      }
      offsets[index] = item.aligned(offset)
      placed.append(index)
    }
    return offsets
  }
}
