/// Which of several items a search places first where they could lie at the same offset.
///
/// No rule is good for all instances, but for most there is one that packs them almost without
/// backtracking; so several are tried with small budgets.
struct PackingPreference {
  /// By item: the lower goes first.
  var rank: [Int32]
  /// Whether items in the fullest sections of the moment go before all others.
  var isDynamic: Bool

  /// The rules, the most successful first. MiniMalloc's are the combinations of duration, area and
  /// total.
  static func all(_ problem: AllocationProblem, _ tables: PackingTables) -> [PackingPreference] {
    let measures = Measures(problem, tables)
    let rules: [(keys: [[Int]], isDynamic: Bool)] = [
      ([measures.total, measures.duration, measures.area], false),
      ([measures.duration, measures.area, measures.total], false),
      ([measures.area, measures.duration], false),
      ([measures.end, measures.duration], false),
      ([measures.sectionArea, measures.duration], false),
      ([measures.sections, measures.bytes], false),
      ([measures.rivals, measures.duration], false),
      ([measures.total, measures.area, measures.duration], false),
      ([measures.sectionArea, measures.total], true),
      ([measures.end, measures.start], false),
      ([measures.rivals, measures.total], true),
    ]
    return rules.map { PackingPreference(keys: $0.keys, isDynamic: $0.isDynamic) }
  }

  /// Items with the least figures first.
  init(figures: [Double], isDynamic: Bool) {
    let order = figures.indices.sorted { (figures[$0], $0) < (figures[$1], $1) }
    rank = Array(repeating: 0, count: figures.count)
    for (place, item) in order.enumerated() { rank[item] = Int32(place) }
    self.isDynamic = isDynamic
  }

  private init(keys: [[Int]], isDynamic: Bool) {
    let count = keys.first?.count ?? 0
    let order = (0..<count).sorted { a, b in
      for key in keys where key[a] != key[b] { return key[a] > key[b] }
      return a < b
    }
    rank = Array(repeating: 0, count: count)
    for (place, item) in order.enumerated() { rank[item] = Int32(place) }
    self.isDynamic = isDynamic
  }

  /// Figures by item.
  private struct Measures {
    var bytes: [Int]
    var duration: [Int]
    var area: [Int]
    var start: [Int]
    var end: [Int]
    /// Number of sections, and bytes times that.
    var sections: [Int]
    var sectionArea: [Int]
    /// Bytes of its fullest section.
    var total: [Int]
    /// Bytes of all items in use at the same time.
    var rivals: [Int]

    init(_ problem: AllocationProblem, _ tables: PackingTables) {
      let items = problem.items
      bytes = items.map(\.bytes)
      duration = items.map(\.lifetime.count)
      area = items.map(\.area)
      start = items.map(\.lifetime.lowerBound)
      end = items.map(\.lifetime.upperBound)
      let counts = items.indices.map { item in
        tables.spans[tables.spans(of: item)].reduce(0) { $0 + $1.sections.count }
      }
      sections = counts
      sectionArea = zip(items, counts).map { $0.bytes * $1 }
      total = items.indices.map { item in
        tables.spans[tables.spans(of: item)].reduce(0) { most, span in
          span.sections.reduce(most) { max($0, Int(tables.totals[$1])) }
        }
      }
      rivals = items.indices.map { item in
        (tables.firsts[item]..<tables.firsts[item + 1]).reduce(0) {
          $0 + items[Int(tables.neighbours[$1])].bytes
        }
      }
    }
  }
}
