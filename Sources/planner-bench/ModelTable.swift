import EdgeFormats
import EdgeIR
import EdgeOperators
import Foundation

/// Whole models at every level, beside the head of TensorFlow Lite Micro's arena.
enum ModelTable {
  private struct Manifest: Decodable {
    struct Entry: Decodable {
      var name: String
      var tflm: ArenaUse?
    }
    /// The head holds what lives during a run.
    struct ArenaUse: Decodable { var head: Int? }
    var models: [Entry]
  }

  private static let headings = [
    "model", "head", "file", "order", "rewrite", "stream", "fed", "rewr/head", "strm/head",
    "fed/head", "rewrite ms", "stream ms", "fed ms",
  ]

  static func print(_ shared: URL) throws {
    let folder = shared.appending(path: "conformance/models")
    let manifest = try JSONDecoder().decode(
      Manifest.self, from: Data(contentsOf: folder.appending(path: "MANIFEST.json")))
    Table.row(headings, width: 11)
    var measured: [(head: Int, plans: LevelPlans)] = []
    for entry in manifest.models {
      guard let head = entry.tflm?.head else { continue }
      let path = folder.appending(path: entry.name + ".tflite").path()
      let plans = LevelPlans(try graph(path))
      measured.append((head, plans))
      row(entry.name, head, plans)
      plans.printFailures()
    }
    means("geometric mean to head", measured)
    means("the same, heads of 4 KiB or more", measured.filter { $0.head >= 4096 })
  }

  static func graph(_ path: String) throws -> Graph {
    try ModelFile.read(path: path, operators: catalog).graph
  }

  private static func row(_ name: String, _ head: Int, _ plans: LevelPlans) {
    let ratios = [LevelPlans.Way.rewrite, .stream, .fed].map { way in
      plans.ratio(way, to: head).map { Table.format($0, digits: 3) } ?? "-"
    }
    let spent = plans.spent([.rewrite, .stream, .fed])
    Table.row([name, "\(head)"] + plans.arenas + ratios + spent, width: 11)
  }

  private static func means(_ name: String, _ measured: [(head: Int, plans: LevelPlans)]) {
    let means = LevelPlans.Way.allCases.map { way in
      let logarithms = measured.compactMap { $0.plans.ratio(way, to: $0.head).map(log) }
      return exp(logarithms.reduce(0, +) / Double(max(logarithms.count, 1)))
    }
    Table.row(
      [name, "\(measured.count)"] + means.map { Table.format($0, digits: 3) }, width: 11)
  }
}
