/// Places rings of which some never hold rows at the same time.
struct RingPacking {
  private(set) var offsets: [Int]
  private(set) var bytes: Int

  /// - Parameters:
  ///   - sizes: by ring, in bytes.
  ///   - conflicts: by ring, whether it and another hold rows at the same time.
  ///   - alignment: of every offset.
  init(sizes: [Int], conflicts: [[Bool]], alignment: Int, atLeast bound: Int = 0) {
    (offsets, bytes) = ([], .max)
    var order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    for attempt in 0..<Self.attempts where bytes > bound {
      var other = order
      if attempt > 0, order.count > 1 {
        for _ in 0..<2 {
          random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let from = Int((random >> 33) % UInt64(order.count))
          let to = Int((random >> 13) % UInt64(order.count))
          other.insert(other.remove(at: from), at: to)
        }
      }
      let found = Self.firstFit(other, sizes, conflicts, alignment)
      let top = zip(found, sizes).map { $0 + $1 }.max() ?? 0
      guard top <= bytes else { continue }
      (offsets, bytes, order) = (found, top, other)
    }
  }

  private static let attempts = 400

  private static func firstFit(
    _ order: [Int], _ sizes: [Int], _ conflicts: [[Bool]], _ alignment: Int
  ) -> [Int] {
    var offsets = Array(repeating: -1, count: sizes.count)
    for ring in order {
      var at = 0
      let others = order.filter { offsets[$0] >= 0 && conflicts[ring][$0] }
        .sorted { (offsets[$0], $0) < (offsets[$1], $1) }
      for other in others where offsets[other] < at + sizes[ring] {
        at = max(at, (offsets[other] + sizes[other] + alignment - 1) / alignment * alignment)
      }
      offsets[ring] = at
    }
    return offsets
  }
}
