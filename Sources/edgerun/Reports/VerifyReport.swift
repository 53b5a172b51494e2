import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeReference
import Foundation

/// `edgerun.verify/1`, and the same for people: int8 against float, over a sequence of runs.
struct VerifyReport: Encodable {
  struct Layer: Encodable {
    var name: String
    var op: String
    /// 10 log10(sum of squared reals / sum of squared errors); nil where there is no error.
    var sqnrDecibels: Double?
    /// Largest error, in reals and in steps of the tensor's scale.
    var maximumError: Double
    var maximumErrorSteps: Double
  }

  let format = "edgerun.verify/1"
  var model: String
  /// At which the outputs are those of the program that keeps every tensor.
  var level: Level
  var runs: Int
  /// Runs whose largest position of the first output is the same in int8 and in float.
  var topOneAgreement: Int
  /// Runs whose largest position is the right one.
  var correctInt8: Int?
  var correctFloat: Int?
  var layers: [Layer]

  /// - Parameter planned: of `imported`'s graph.
  /// - Throws: where its outputs are not those of the program that keeps every tensor.
  init(
    _ imported: ImportedModel, _ planned: Compilation, runs: [[[UInt8]]], truth: [Int]?
  ) throws {
    let graph = imported.graph
    let computed = graph.nodes.flatMap { node in node.outputs.map { (node, $0) } }
    let results = graph.outputs.compactMap { id in computed.firstIndex { $0.1 == id } }
    var noise = [Noise](repeating: Noise(), count: computed.count)
    let observed = graph.observing(computed.map(\.1))
    let watched = try Compiler(level: .file).compile(observed, modelSHA256: imported.sha256)
    let program = try HostProgram(watched.program)
    let plannedProgram = try HostProgram(planned.program)
    let interpreter = FloatInterpreter(graph)
    var positions: [(int8: Int, float: Int)] = []
    var state = try program.initialState()
    var plannedState = try plannedProgram.initialState()
    var reals: [TensorID: FloatTensor] = [:]
    for inputs in runs {
      let integers = try program.outputs(for: inputs, state: &state)
      let outputs = try plannedProgram.outputs(for: inputs, state: &plannedState)
      guard outputs == results.map({ integers[$0] }) else {
        throw Failure.invariant("the outputs at level \(planned.plan.level.rawValue) are others")
      }
      reals = interpreter.run(
        zip(graph.inputs, inputs).compactMap { graph[$0].type.dequantized($1) }, after: reals)
      for (index, (_, id)) in computed.enumerated() {
        let found = graph[id].type.dequantized(integers[index])?.values ?? []
        noise[index].add(found, against: reals[id]?.values ?? [])
        if id == graph.outputs.first {
          positions.append((found.positionOfLargest, (reals[id]?.values ?? []).positionOfLargest))
        }
      }
    }
    model = graph.name
    level = planned.plan.level
    self.runs = runs.count
    topOneAgreement = positions.count { $0.int8 == $0.float }
    correctInt8 = truth.map { zip(positions, $0).count { $0.int8 == $1 } }
    correctFloat = truth.map { zip(positions, $0).count { $0.float == $1 } }
    layers = zip(computed, noise).map { place, noise in
      let scale = graph[place.1].type.quantization?.scales.first ?? 1
      return Layer(
        name: graph[place.1].name, op: type(of: place.0.op).name, sqnrDecibels: noise.decibels,
        maximumError: noise.largest, maximumErrorSteps: noise.largest / Double(scale))
    }
  }

  var lines: [String] {
    let width = max(layers.map(\.name.count).max() ?? 0, 6) + 2
    let header =
      "tensor".padded(to: width) + "operator".padded(to: 18) + "SQNR dB".rightAligned(to: 8)
      + "max error".rightAligned(to: 12) + "in steps".rightAligned(to: 10)
    let rows = layers.map { layer in
      layer.name.padded(to: width) + layer.op.padded(to: 18)
        + (layer.sqnrDecibels.map { fixed($0, 1) } ?? "exact").rightAligned(to: 8)
        + fixed(layer.maximumError, 5).rightAligned(to: 12)
        + fixed(layer.maximumErrorSteps, 2).rightAligned(to: 10)
    }
    return [header] + rows + [
      "top-1 of int8 equals float's in \(topOneAgreement) of \(runs) runs (\(share(topOneAgreement)))"
    ] + accuracy
  }

  private var accuracy: [String] {
    guard let correctInt8, let correctFloat else { return [] }
    return [
      "accuracy: int8 \(share(correctInt8)) (\(correctInt8) of \(runs)), "
        + "float \(share(correctFloat)) (\(correctFloat) of \(runs))"
    ]
  }

  private func share(_ count: Int) -> String {
    fixed(100 * Double(count) / Double(max(runs, 1)), 2) + " %"
  }
}

/// Signal and noise of one tensor, summed up.
private struct Noise {
  private var signal = 0.0
  private var noise = 0.0
  private(set) var largest = 0.0

  mutating func add(_ found: [Float], against expected: [Float]) {
    for (a, b) in zip(found, expected) {
      let error = Double(a) - Double(b)
      signal += Double(b) * Double(b)
      noise += error * error
      largest = max(largest, abs(error))
    }
  }

  var decibels: Double? {
    guard noise > 0 else { return nil }
    return 10 * log10(max(signal, .leastNormalMagnitude) / noise)
  }
}

extension [Float] {
  /// The first of equals; 0 for none.
  fileprivate var positionOfLargest: Int {
    indices.max { (self[$0], $1) < (self[$1], $0) } ?? 0
  }
}
