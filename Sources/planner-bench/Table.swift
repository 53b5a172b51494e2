import Foundation

/// Rows of cells on standard output.
enum Table {
  /// The first cell is flush left and 38 wide, the others flush right.
  static func row(_ cells: [String], width: Int = 14) {
    let line = cells.enumerated().map { index, cell in
      let width = index == 0 ? 38 : width
      let padding = String(repeating: " ", count: max(1, width - cell.count))
      return index == 0 ? cell + padding : padding + cell
    }
    print(line.joined())
    fflush(nil)
  }

  static func format(_ value: Double, digits: Int = 1) -> String {
    String(format: "%.\(digits)f", value)
  }

  /// Milliseconds of this process on a processor: what else the machine does is left out.
  static func timed<Result>(_ body: () throws -> Result) rethrows -> (Result, Double) {
    let start = clock()
    let result = try body()
    return (result, Double(clock() - start) * 1000 / Double(CLOCKS_PER_SEC))
  }
}
