internal import EdgeIR

/// Shapes that stretch to a common one: axes are aligned from behind, and an extent of 1 repeats.
struct Broadcast {
  let shape: [Int]

  init(_ a: [Int], _ b: [Int]) throws(OperatorError) {
    let rank = max(a.count, b.count)
    let (first, second) = (Self.padded(a, rank), Self.padded(b, rank))
    for (x, y) in zip(first, second) where x != y && x != 1 && y != 1 {
      throw .mismatch(what: "input 1", expected: "a shape that broadcasts with \(a)", found: "\(b)")
    }
    shape = zip(first, second).map { max($0, $1) }
  }

  private static func padded(_ shape: [Int], _ rank: Int) -> [Int] {
    Array(repeating: 1, count: rank - shape.count) + shape
  }

  /// The view that repeats an input of shape `input` over the whole output: repeated pixels are a
  /// pixel step of 0, repeated rows a short ring, repeated channels a single one.
  func operand(_ position: Int, input: [Int]) throws(OperatorError) -> Operand {
    let (x, y) = (FeatureShape(Self.padded(input, shape.count)), FeatureShape(shape))
    var operand = x.operand(position)
    if x.width < y.width { operand.pixelBytes = 0 }
    guard x.height == y.height || x.batches == 1 else {
      throw .unsupported(
        what: "input \(position)", expected: "rows repeated only together with batches",
        found: "shape \(input) in \(shape)")
    }
    return operand
  }

  /// `combine` over all pairs of elements.
  func map(_ a: FloatTensor, _ b: FloatTensor, _ combine: (Float, Float) -> Float) -> FloatTensor {
    let (first, second) = (indices(of: a.shape), indices(of: b.shape))
    return FloatTensor(
      shape: shape, values: zip(first, second).map { combine(a.values[$0], b.values[$1]) })
  }

  /// For every element of the output, in order, the element of an input of shape `input`.
  private func indices(of input: [Int]) -> [Int] {
    var indices = [0]
    for (extent, own) in zip(shape, Self.padded(input, shape.count)) {
      indices = indices.flatMap { base in
        (0..<extent).map { base * own + (own == 1 ? 0 : $0) }
      }
    }
    return indices
  }

  /// The inputs whose bytes the output may take over: those of the output's own shape.
  func inPlace(_ inputs: [[Int]]) -> [InPlace] {
    inputs.indices.filter { Self.padded(inputs[$0], shape.count) == shape }
      .map { InPlace(input: $0, output: 0) }
  }

  /// Row for row where an input has the output's rows; repeated ones are needed throughout.
  func windows(_ inputs: [[Int]]) -> [RowWindow?] {
    inputs.map { input in
      let (x, y) = (FeatureShape(Self.padded(input, shape.count)), FeatureShape(shape))
      return x.rows == y.rows ? .identity : nil
    }
  }
}
