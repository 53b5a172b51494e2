/// What failed searches teach the next one: sections and items at which many branches ended are
/// packed earlier (as the weighted degrees of Boussemart et al., ECAI 2004, do for variables).
struct PackingLessons {
  /// How much is made of what was learnt.
  struct Style {
    /// Of the failures of sections and of items, relative to the rank by the rule.
    var sections: Double
    var items: Double
    /// What remains of older failures after each search.
    var memory: Double
  }

  private let style: Style
  private let base: PackingPreference
  /// By section and by item, the share of failures, older ones fading.
  private var sections: [Double]
  private var items: [Double]
  /// Searches learnt from.
  private(set) var count = 0

  init(_ base: PackingPreference, _ tables: PackingTables, _ style: Style) {
    self.style = style
    self.base = base
    sections = Array(repeating: 0, count: tables.sectionCount)
    items = Array(repeating: 0, count: tables.count)
  }

  mutating func learn(from search: PackingSearch) {
    add(search.sectionFailures, to: &sections)
    add(search.itemFailures, to: &items)
    count += 1
  }

  private func add(_ failures: [Int], to weights: inout [Double]) {
    let all = Double(failures.reduce(1, +))
    for index in weights.indices {
      weights[index] = style.memory * weights[index] + Double(failures[index]) / all
    }
  }

  /// The rule it began with, changed the more and the less by what was learnt.
  func preference(_ tables: PackingTables) -> PackingPreference {
    guard count > 0 else { return base }
    let sectionShare = style.sections / max(sections.max() ?? 0, 1e-9)
    let itemShare = style.items / max(items.max() ?? 0, 1e-9)
    let figures = base.rank.indices.map { item in
      let most = tables.spans(of: item).reduce(0.0) { most, span in
        tables.spans[span].sections.reduce(most) { max($0, sections[$1]) }
      }
      return Double(base.rank[item]) / Double(base.rank.count) - sectionShare * most
        - itemShare * items[item]
    }
    return PackingPreference(figures: figures, isDynamic: base.isDynamic)
  }
}
