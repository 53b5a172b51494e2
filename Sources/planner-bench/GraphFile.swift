import EdgePlanning
package import Foundation

/// A network of `graphs/`: shapes and operators of int8 tensors, no weights.
package struct GraphFile: Decodable {
  struct Tensor: Decodable {
    var id: String
    var bytes: Int
    /// `[N, H, W, C]` for feature maps.
    var shape: [Int]
  }
  struct Operator: Decodable {
    struct Attributes: Decodable {
      /// Height and width.
      var kernel: [Int]?
      var stride: [Int]?
      var padding: String?
      var dilation: Int?
      var axis: Int?
    }
    var id: String
    var type: String
    var inputs: [String]
    var output: String
    var attrs: Attributes
  }

  let name: String
  let tensors: [Tensor]
  let ops: [Operator]
  let inputs: [String]
  let outputs: [String]

  /// Whether convolutions read several tensors as one.
  var hasImpliedConcatenations: Bool {
    ops.contains { ["conv2d", "depthwise_conv2d"].contains($0.type) && $0.inputs.count > 1 }
  }

  /// A step an operator, whole tensors.
  ///
  /// - Parameter isOverlapping: whether outputs may lie over dying inputs, in either direction, at
  ///   the distance that keeps every pixel still to be read.
  func problem(isOverlapping: Bool = false) -> MemoryProblem {
    let ids = Dictionary(
      tensors.enumerated().map { ($1.id, BufferID($0)) }, uniquingKeysWith: { first, _ in first })
    let overlaps = { (op: Operator) in
      isOverlapping ? self.overlaps(of: op) { ids[$0] ?? BufferID(0) } : []
    }
    return MemoryProblem(
      name: "graph", buffers: tensors.map { .init(name: $0.id, bytes: $0.bytes) },
      steps: ops.map { op in
        .init(
          name: op.id, reads: Set(op.inputs.compactMap { ids[$0] }).sorted(),
          writes: [op.output].compactMap { ids[$0] }, overlaps: overlaps(op))
      },
      inputs: inputs.compactMap { ids[$0] }, outputs: outputs.compactMap { ids[$0] })
  }

  private func overlaps(
    of op: Operator, _ id: (String) -> BufferID
  ) -> [MemoryProblem.Overlap] {
    guard op.type != "fully_connected", op.type != "softmax" else { return [] }
    let shapes = Dictionary(
      tensors.map { ($0.id, $0.shape) }, uniquingKeysWith: { first, _ in first })
    let output = shapes[op.output] ?? []
    return Set(op.inputs).sorted().flatMap { input in
      guard output.count == 4, let from = shapes[input], from.count == 4 else {
        return [MemoryProblem.Overlap]()
      }
      let distance = FeatureMaps.distance(
        from, output, kernel: op.attrs.kernel?.first ?? 1, stride: op.attrs.stride?.first ?? 1)
      return MemoryProblem.Overlap.Direction.allCases.map {
        .init(input: id(input), output: id(op.output), distance: distance, direction: $0)
      }
    }
  }

  package static func read(_ url: URL) throws -> GraphFile {
    try JSONDecoder().decode(GraphFile.self, from: Data(contentsOf: url))
  }
}
