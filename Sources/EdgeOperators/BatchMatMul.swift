private import CEdgeKernels
package import EdgeIR

/// Matrix products over the last two axes, `[..., M, K]` by `[..., K, N]`; the axes before them
/// broadcast.
package struct BatchMatMul: Operator {
  package static let name = "batch_matmul"
  package static let inputCount = 2...2

  /// Whether the first input is `[..., K, M]`.
  package var transposeFirst: Bool
  /// Whether the second input is `[..., N, K]`.
  package var transposeSecond: Bool

  package init(transposeFirst: Bool = false, transposeSecond: Bool = false) {
    self.transposeFirst = transposeFirst
    self.transposeSecond = transposeSecond
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    for (index, input) in inputs.enumerated() where input.shape.count < 2 {
      throw .rank(input: index, expected: 2...Limits.rank.upperBound, found: input.shape.count)
    }
    let product = MatrixProduct(self, inputs[0].shape, inputs[1].shape)
    guard product.depth == product.secondDepth else {
      throw .mismatch(
        what: "input 1", expected: "a depth of \(product.depth) as input 0's \(inputs[0].shape)",
        found: "\(inputs[1].shape)")
    }
    let batch = try product.batch().shape
    return [TensorType(.int8, batch + [product.rows, product.columns])]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let product = MatrixProduct(self, inputs[0].shape, inputs[1].shape)
    guard let batch = try? product.batch() else { return [] }
    let (rows, depth, columns) = (product.rows, product.depth, product.columns)
    let (a, b) = (inputs[0].values, inputs[1].values)
    var values: [Float] = []
    for (first, second) in zip(batch.indices(of: 0), batch.indices(of: 1)) {
      let (startA, startB) = (first * rows * depth, second * depth * columns)
      for m in 0..<rows {
        for n in 0..<columns {
          values.append(
            (0..<depth).reduce(0) { sum, k in
              sum + a[startA + (transposeFirst ? k * rows + m : m * depth + k)]
                * b[startB + (transposeSecond ? n * depth + k : k * columns + n)]
            })
        }
      }
    }
    return [FloatTensor(shape: batch.shape + [rows, columns], values: values)]
  }

  /// One call for all matrices where each input has as many as the output, or one; otherwise one
  /// call a matrix. Scales are multiplied as floats, as in TensorFlow Lite Micro.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let a = try inputs[0].perTensorQuantization("input 0")
    let b = try inputs[1].perTensorQuantization("input 1")
    let y = try outputs[0].perTensorQuantization("output")
    let product = MatrixProduct(self, inputs[0].type.shape, inputs[1].type.shape)
    let multiplier = Multiplier(Double(a.scale * b.scale) / Double(y.scale))
    let params = er_batch_matmul_s8_params(
      rows: Int32(product.rows), depth: Int32(product.depth), columns: Int32(product.columns),
      transposed1: transposeFirst ? 1 : 0, transposed2: transposeSecond ? 1 : 0,
      offset1: -a.zeroPoint, offset2: -b.zeroPoint, multiplier: multiplier.value,
      shift: multiplier.shift, output_offset: y.zeroPoint)
    return try product.spans().map { span in
      KernelCall(
        kernel: UInt16(er_batch_matmul_s8),
        inputs: [product.operand(0, span.first), product.operand(1, span.second)],
        outputs: [product.operand(span.output)], params: members(of: params),
        scratchBytes: 4 * (product.depth + product.columns), scratchAlignment: 4,
        rows: span.output.count * product.rows, windows: [nil, nil])
    }
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    outputs[0].elementCount * MatrixProduct(self, inputs[0].shape, inputs[1].shape).depth
  }
}

/// The extents of a batch of matrix products.
private struct MatrixProduct {
  let rows, depth, secondDepth, columns: Int
  private let first, second: [Int]

  /// - Precondition: ranks of 2 at least.
  init(_ op: BatchMatMul, _ a: [Int], _ b: [Int]) {
    (first, second) = (a, b)
    let (left, right) = (Array(a.suffix(2)), Array(b.suffix(2)))
    (rows, depth) = op.transposeFirst ? (left[1], left[0]) : (left[0], left[1])
    (secondDepth, columns) = op.transposeSecond ? (right[1], right[0]) : (right[0], right[1])
  }

  func batch() throws(OperatorError) -> Broadcast {
    try Broadcast(first.dropLast(2), second.dropLast(2))
  }

  /// The matrices of one call, counted through all batches.
  struct Span {
    var first, second, output: Range<Int>
  }

  func spans() throws(OperatorError) -> [Span] {
    let batch = try batch()
    let (a, b) = (batch.indices(of: 0), batch.indices(of: 1))
    let (countA, countB) = ((a.max() ?? 0) + 1, (b.max() ?? 0) + 1)
    if [countA, countB].allSatisfy({ $0 == 1 || $0 == a.count }) {
      return [Span(first: 0..<countA, second: 0..<countB, output: 0..<a.count)]
    }
    guard a.count <= Broadcast.mostCalls else {
      throw .unsupported(
        what: "batch", expected: "at most \(Broadcast.mostCalls) where inputs broadcast in part",
        found: "\(a.count)")
    }
    return a.indices.map {
      Span(first: a[$0]..<a[$0] + 1, second: b[$0]..<b[$0] + 1, output: $0..<$0 + 1)
    }
  }

  /// Matrices of an input, their rows one after the other.
  func operand(_ position: Int, _ matrices: Range<Int>) -> Operand {
    let extents = position == 0 ? first.suffix(2) : second.suffix(2)
    return Self.operand(position, matrices, rows: extents.first ?? 1, columns: extents.last ?? 1)
  }

  /// Matrices of the output.
  func operand(_ matrices: Range<Int>) -> Operand {
    Self.operand(0, matrices, rows: rows, columns: columns)
  }

  private static func operand(_ position: Int, _ matrices: Range<Int>, rows: Int, columns: Int)
    -> Operand
  {
    Operand(
      position: position, offsetBytes: matrices.lowerBound * rows * columns, pixelBytes: columns,
      rowBytes: columns, rows: matrices.count * rows, width: 1, channels: columns)
  }
}
