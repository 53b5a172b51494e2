/// A picture of a layout for a terminal: addresses downwards, steps to the right.
package struct MemoryMap: Sendable {
  package struct Legend: Hashable, Sendable {
    package var symbol: Character
    package var occupant: Layout.Occupant
  }

  /// Rows of the picture, lowest addresses first; each begins with the row's first address.
  package let rows: [String]
  /// What the symbols stand for, in the order in which they are born.
  package let legend: [Legend]

  private static let symbols = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

  /// - Parameters:
  ///   - stepCount: positions of the schedule.
  ///   - columns: most columns; several steps share one where there are more.
  ///   - lines: most lines.
  package init(_ layout: Layout, stepCount: Int, columns: Int = 88, lines: Int = 24) {
    let (steps, bytes) = (max(1, stepCount), max(1, layout.arenaBytes))
    let columns = max(1, min(columns, steps))
    let lines = max(1, min(lines, bytes))
    let born = layout.placements.sorted {
      ($0.lifetime.lowerBound, $0.bytes.lowerBound) < ($1.lifetime.lowerBound, $1.bytes.lowerBound)
    }
    var grid = [[Character]](repeating: Array(repeating: "·", count: columns), count: lines)
    var legend: [Legend] = []
    for (index, placement) in born.enumerated() {
      let symbol = Self.symbols[index % Self.symbols.count]
      legend.append(Legend(symbol: symbol, occupant: placement.occupant))
      let width = Self.cells(placement.lifetime, of: steps, in: columns)
      for line in Self.cells(placement.bytes, of: bytes, in: lines) {
        for column in width { grid[line][column] = symbol }
      }
    }
    let digits = String(layout.arenaBytes).count
    rows = grid.enumerated().map { line, cells in
      let address = String(line * bytes / lines)
      return String(repeating: " ", count: digits - address.count) + address + " │" + String(cells)
    }
    self.legend = legend
  }

  /// The cells whose middle, scaled to `total`, lies in `range`; one at least.
  private static func cells(_ range: Range<Int>, of total: Int, in cells: Int) -> Range<Int> {
    let first = (2 * range.lowerBound * cells + total) / (2 * total)
    let last = (2 * range.upperBound * cells + total) / (2 * total)
    let start = min(first, cells - 1)
    return start..<max(last, start + 1)
  }
}
