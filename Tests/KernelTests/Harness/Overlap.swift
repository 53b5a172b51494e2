/// A plain input and a plain output in the same memory, as close as a call that runs in one
/// direction permits: an output pixel may occupy the input that only finished pixels needed.
struct Overlap {
  let input: Surface
  let output: Surface
  private let memory: GuardedBytes

  init(_ operand: Operand, _ outputShape: Shape, step: Int) {
    let distance = step > 0 ? Self.lead(operand, outputShape) : -Self.lag(operand, outputShape)
    let inputOffset = max(0, distance)
    let outputOffset = inputOffset - distance
    memory = GuardedBytes(
      count: max(inputOffset + operand.map.shape.count, outputOffset + outputShape.count))
    input = Surface(operand.map.shape, in: memory, at: inputOffset)
    output = Surface(outputShape, in: memory, at: outputOffset)
    for row in 0..<operand.map.shape.rows { input.store(operand.map[row: row], row: row) }
  }

  var isIntact: Bool { memory.isIntact }

  /// How far the output must begin before the input when pixels ascend.
  private static func lead(_ operand: Operand, _ output: Shape) -> Int {
    let shape = operand.map.shape
    var firstNeeded = shape.rows * shape.width
    return needs(operand, output).enumerated().reversed().map { pixel, need in
      if !need.isEmpty { firstNeeded = min(firstNeeded, need.lowerBound) }
      return (pixel + 1) * output.channels - firstNeeded * shape.channels
    }.max() ?? 0
  }

  /// How far the output must begin behind the input's beginning when pixels descend.
  private static func lag(_ operand: Operand, _ output: Shape) -> Int {
    let shape = operand.map.shape
    var endNeeded = 0
    return needs(operand, output).enumerated().map { pixel, need in
      if !need.isEmpty { endNeeded = max(endNeeded, need.upperBound) }
      return endNeeded * shape.channels - pixel * output.channels
    }.max() ?? 0
  }

  /// The input pixels that each output pixel is computed from.
  private static func needs(_ operand: Operand, _ output: Shape) -> [Range<Int>] {
    (0..<output.rows).flatMap { row in
      (0..<output.width).map { operand.pixels(row, $0) }
    }
  }
}
