import ArgumentParser
import EdgeIR
import EdgeOperators

struct OpsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ops", abstract: "List the operators and types that are supported.")

  @Flag(help: "Print JSON.")
  var json = false

  /// `edgerun.ops/1`.
  private struct Listing: Encodable {
    struct Entry: Encodable {
      var name: String
      var minimumInputs: Int
      var maximumInputs: Int
      var types: [String]
    }
    let format = "edgerun.ops/1"
    var operators: [Entry]
  }

  func run() throws {
    try Console.report(file: "ops", json: json) { try list() }
  }

  private func list() throws {
    let entries = catalog.sorted { $0.name < $1.name }.map { op in
      Listing.Entry(
        name: op.name, minimumInputs: op.inputCount.lowerBound,
        maximumInputs: op.inputCount.upperBound, types: ["int8"])
    }
    if json {
      try JSONReport.print(Listing(operators: entries))
    } else {
      let lines = entries.map { entry in
        let inputs =
          entry.minimumInputs == entry.maximumInputs
          ? "\(entry.minimumInputs)" : "\(entry.minimumInputs) to \(entry.maximumInputs)"
        return "\(entry.name.padded(to: 26)) int8   inputs: \(inputs)"
      }
      try Console.print(lines)
    }
  }
}
