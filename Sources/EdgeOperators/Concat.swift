private import CEdgeKernels
package import EdgeIR

/// Inputs one after the other along an axis. All share one quantisation, so that bytes are copied.
package struct Concat: Operator {
  package static let name = "concat"
  package static let inputCount = 1...Limits.operandsPerNode

  /// Counted from the front, or from behind when negative.
  package var axis: Int

  package init(axis: Int) { self.axis = axis }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireOneElement(inputs)
    try requireOneQuantization(inputs)
    let shape = inputs[0].shape
    let axis = try resolvedAxis(axis, rank: shape.count)
    var total = shape
    for (index, input) in inputs.enumerated().dropFirst() {
      var expected = shape
      if input.shape.count == shape.count { expected[axis] = input.shape[axis] }
      guard input.shape == expected else {
        throw .mismatch(
          what: "input \(index)", expected: "shape \(shape) but for axis \(axis)",
          found: "\(input.shape)")
      }
      total[axis] += input.shape[axis]
    }
    return [TensorType(inputs[0].element, total, inputs[0].quantization)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let shape = inputs[0].shape
    let axis = axis < 0 ? axis + shape.count : axis
    let outer = shape[..<axis].reduce(1, *)
    var total = shape
    total[axis] = inputs.map { $0.shape[axis] }.reduce(0, +)
    let values = (0..<outer).flatMap { block in
      inputs.flatMap { input in
        let length = input.values.count / outer
        return input.values[block * length..<(block + 1) * length]
      }
    }
    return [FloatTensor(shape: total, values: values)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (axis, shapes) = try geometry(inputs.map(\.type.shape) + [outputs[0].type.shape])
    let bytes = outputs[0].type.element.bytes
    let images = shapes.map { FeatureShape($0, elementBytes: bytes) }
    let y = images[inputs.count]
    var (start, calls): (Int, [KernelCall]) = (0, [])
    for first in stride(from: 0, to: inputs.count, by: Self.inputsPerCall) {
      let part = Array(first..<min(first + Self.inputsPerCall, inputs.count))
      let extents = part.map { images[$0].extent(along: axis) }
      let params = er_concat_s8_params(
        axis: Int32(max(axis - 1, 0)), input_count: Int32(part.count),
        out_height: Int32(axis == 0 ? y.rows : y.height), width: Int32(y.width),
        start: Int32(start))
      calls.append(
        KernelCall(
          kernel: UInt16(er_concat_s8), inputs: part.map { images[$0].operand($0) },
          outputs: [y.operand(0)], params: members(of: params),
          constants: EdgeOperators.bytes(of: extents.map(Int32.init)), rows: y.rows,
          windows: part.map { _ in axis == 3 ? .identity : axis == 2 ? .rowByRow : nil }))
      start += extents.reduce(0, +)
    }
    return calls
  }

  /// The shapes and the axis as kernels see them: where more than one block lies in front of the
  /// axis, and rows cannot tell them from images, every block becomes a row.
  private func geometry(_ shapes: [[Int]]) throws(OperatorError) -> (axis: Int, shapes: [[Int]]) {
    let rank = shapes[0].count
    let axis = try resolvedAxis(axis, rank: rank)
    let featureAxis = FeatureShape.axis(axis, rank: rank)
    guard featureAxis == 0, shapes[0][..<axis].contains(where: { $0 > 1 }) else {
      return (featureAxis, shapes)
    }
    let lines = shapes.map { shape in
      [shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *)]
    }
    return (2, lines)
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing {
    let shape = inputs[0].shape
    guard inputs.count > 1, let axis = try? resolvedAxis(axis, rank: shape.count) else {
      return .whole
    }
    return .join(blocks: shape[..<axis].reduce(1, *))
  }

  /// What a device's stack has room for; longer lists become several calls.
  static let inputsPerCall = 16
}

extension FeatureShape {
  /// Extent along one of the four axes; batches count in rows.
  fileprivate func extent(along axis: Int) -> Int { [rows, height, width, channels][axis] }
}

/// `axis` counted from the front.
func resolvedAxis(_ axis: Int, rank: Int) throws(OperatorError) -> Int {
  guard (-rank..<rank).contains(axis) else {
    throw .mismatch(what: "axis", expected: "\(-rank) to \(rank - 1)", found: "\(axis)")
  }
  return axis < 0 ? axis + rank : axis
}
