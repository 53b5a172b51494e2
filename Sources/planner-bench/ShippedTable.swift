import Foundation

/// The models that ship, at every level. Read from the working directory's `Models`.
enum ShippedTable {
  static func print(_ shared: URL) throws {
    let headings = ["model", "file", "order", "rewrite", "stream", "fed"]
    Table.row(headings + ["rewrite ms", "stream ms", "fed ms"], width: 11)
    let folder = URL(fileURLWithPath: "Models")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted() {
      let path = folder.appending(path: "\(name)/model.json").path()
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let plans = LevelPlans(try ModelTable.graph(path))
      let spent = plans.spent([.rewrite, .stream, .fed])
      Table.row([name] + plans.arenas + spent, width: 11)
      plans.printFailures()
    }
  }
}
