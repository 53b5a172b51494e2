private import CEdgeKernels
package import EdgeIR

/// Equal parts of the input along an axis, one an output.
package struct Split: Operator {
  package static let name = "split"
  package static let inputCount = 1...1

  /// Counted from the front, or from behind when negative.
  package var axis: Int
  package var count: Int

  package init(axis: Int, count: Int) {
    self.axis = axis
    self.count = count
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let parts = try parts(of: inputs[0].shape)
    return try parts.types(of: inputs[0])
  }

  private func parts(of shape: [Int]) throws(OperatorError) -> Parts {
    let axis = try resolvedAxis(axis, rank: shape.count)
    guard count >= 1, count <= Limits.operandsPerNode, shape[axis] % count == 0 else {
      throw .mismatch(
        what: "count", expected: "a divisor of the axis' \(shape[axis]) positions",
        found: "\(count)")
    }
    return Parts(
      shape: shape, axis: axis, sizes: Array(repeating: shape[axis] / count, count: count))
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing {
    (try? parts(of: inputs[0].shape).aliasing(inputs[0])) ?? .none
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    (try? parts(of: inputs[0].shape).reference(inputs[0])) ?? []
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    try parts(of: inputs[0].type.shape).calls(inputs[0])
  }
}

/// A tensor cut along an axis.
struct Parts {
  let shape: [Int]
  /// Counted from the front.
  let axis: Int
  let sizes: [Int]

  /// The parts' shapes.
  var shapes: [[Int]] {
    sizes.map { size in
      var part = shape
      part[axis] = size
      return part
    }
  }

  func types(of type: TensorType) throws(OperatorError) -> [TensorType] {
    try requireOneScale(type)
    return shapes.map { TensorType(type.element, $0, type.quantization) }
  }

  /// Positions before each part.
  private var starts: [Int] {
    sizes.indices.map { sizes[..<$0].reduce(0, +) }
  }

  private var outer: Int { shape[..<axis].reduce(1, *) }
  private var inner: Int { shape[(axis + 1)...].reduce(1, *) }

  func aliasing(_ type: TensorType) -> Aliasing {
    guard sizes.count > 1 else { return .whole }
    return .cut(blocks: outer, starts: starts.map { $0 * inner * type.element.bytes })
  }

  func reference(_ x: FloatTensor) -> [FloatTensor] {
    zip(shapes, starts).map { part, start in
      let length = part[axis] * inner
      let values = (0..<outer).flatMap { block in
        let first = (block * shape[axis] + start) * inner
        return x.values[first..<first + length]
      }
      return FloatTensor(shape: part, values: values)
    }
  }

  /// One copy an output, each reading its slice of node input 0.
  func calls(_ x: Tensor) -> [KernelCall] {
    zip(shapes, starts).enumerated().map { output, part in
      call(x, output: output, shape: part.0, start: part.1)
    }
  }

  private func call(_ x: Tensor, output: Int, shape part: [Int], start: Int) -> KernelCall {
    let bytes = x.type.element.bytes
    let (whole, y) = (FeatureShape(x), FeatureShape(part, elementBytes: bytes))
    let featureAxis = FeatureShape.axis(axis, rank: shape.count)
    var (slice, target) = (y.operand(0), y.operand(output))
    if outer > 1, featureAxis < 2 {
      slice = Self.line(part[axis] * inner * bytes, rows: outer)
      target = slice
      target.position = output
      slice.rowBytes = shape[axis] * inner * bytes
    } else if outer > 1 {
      slice.pixelBytes = whole.channels
      slice.rowBytes = whole.rowBytes
    }
    slice.offsetBytes = start * inner * bytes
    let params = er_concat_s8_params(
      axis: 2, input_count: 1, out_height: Int32(target.rows), width: Int32(target.width),
      start: 0)
    return KernelCall(
      kernel: UInt16(er_concat_s8), inputs: [slice], outputs: [target],
      params: members(of: params), constants: EdgeOperators.bytes(of: [Int32(target.channels)]),
      rows: target.rows, windows: [.identity])
  }

  /// Rows of one pixel.
  private static func line(_ count: Int, rows: Int) -> Operand {
    Operand(
      position: 0, pixelBytes: count, rowBytes: count, rows: rows, width: 1, channels: count)
  }
}
