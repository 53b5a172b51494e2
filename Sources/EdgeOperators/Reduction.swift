private import CEdgeKernels
internal import EdgeIR

/// One number from all elements along some axes.
struct Reduction {
  private let shape: [Int]
  /// Axis by axis, whether it is reduced over.
  private let isReduced: [Bool]

  /// - Parameter axes: counted from the front, or from behind when negative; repetitions count
  ///   once.
  init(_ shape: [Int], axes: [Int]) throws(OperatorError) {
    var isReduced = shape.map { _ in false }
    for axis in axes { isReduced[try resolvedAxis(axis, rank: shape.count)] = true }
    self.shape = shape
    self.isReduced = isReduced
  }

  /// Elements that make one result.
  var count: Int { zip(shape, isReduced).reduce(1) { $1.1 ? $0 * $1.0 : $0 } }

  /// The result's shape: reduced axes have an extent of 1, or go. What has none left is `[1]`.
  func outputShape(keepDimensions: Bool) -> [Int] {
    if keepDimensions { return zip(shape, isReduced).map { $1 ? 1 : $0 } }
    let kept = zip(shape, isReduced).filter { !$1 }.map(\.0)
    return kept.isEmpty ? [1] : kept
  }

  /// All results, each combined from its elements in order.
  func reference(
    _ x: FloatTensor, keepDimensions: Bool, from start: Float,
    _ combine: (Float, Float) -> Float
  ) -> FloatTensor {
    var result = FloatTensor(
      shape: outputShape(keepDimensions: keepDimensions), repeating: start)
    for (index, value) in x.values.enumerated() {
      var (rest, stride, target) = (index, 1, 0)
      for axis in shape.indices.reversed() {
        if !isReduced[axis] {
          target += rest % shape[axis] * stride
          stride *= shape[axis]
        }
        rest /= shape[axis]
      }
      result.values[target] = combine(result.values[target], value)
    }
    return result
  }
}

extension Reduction {
  /// What makes one int8 of many.
  enum Summary {
    case sum(inputOffset: Int32, multiplier: Multiplier, outputOffset: Int32)
    case largest, smallest
  }

  /// The calls of the reduction kernel. Up to rank 4 there is one; beyond, neighbouring axes that
  /// are treated alike become one, and each position of a kept axis in front takes a call.
  func calls(_ summary: Summary) throws(OperatorError) -> [KernelCall] {
    guard shape.count > 4 else { return [call(summary)] }
    var inner = merged
    var outer = 1
    if inner.shape.count > 4, inner.isReduced[0] == false {
      outer = inner.shape[0]
      inner = Reduction(
        shape: Array(inner.shape.dropFirst()), isReduced: Array(inner.isReduced.dropFirst()))
    }
    guard inner.shape.count <= 4, outer <= Broadcast.mostCalls else {
      throw .unsupported(
        what: "axes", expected: "at most two groups of neighbours, or a rank of 4",
        found: "\(isReduced.indices.filter { isReduced[$0] }) of rank \(shape.count)")
    }
    let (inputBytes, outputBytes) = (
      inner.shape.reduce(1, *), inner.outputShape(keepDimensions: true).reduce(1, *)
    )
    return (0..<outer).map { position in
      var call = inner.call(summary)
      call.inputs[0].offsetBytes = position * inputBytes
      call.outputs[0].offsetBytes = position * outputBytes
      call.windows = [nil]
      return call
    }
  }

  private init(shape: [Int], isReduced: [Bool]) {
    self.shape = shape
    self.isReduced = isReduced
  }

  private var merged: Reduction {
    var axes: [(extent: Int, isReduced: Bool)] = []
    for (extent, isReduced) in zip(shape, isReduced) where extent > 1 {
      if let last = axes.last, last.isReduced == isReduced {
        axes[axes.count - 1].extent *= extent
      } else {
        axes.append((extent, isReduced))
      }
    }
    return Reduction(shape: axes.map(\.extent), isReduced: axes.map(\.isReduced))
  }

  /// - Precondition: a rank of 4 at most.
  private func call(_ summary: Summary) -> KernelCall {
    let (x, y) = (FeatureShape(shape), FeatureShape(outputShape(keepDimensions: true)))
    let over = Array(repeating: false, count: 4 - isReduced.count) + isReduced
    var params = er_reduce_s8_params()
    (params.images, params.height) = (Int32(x.batches), Int32(x.height))
    (params.width, params.channels) = (Int32(x.width), Int32(x.channels))
    (params.over_images, params.over_rows) = (over[0] ? 1 : 0, over[1] ? 1 : 0)
    (params.over_pixels, params.over_channels) = (over[2] ? 1 : 0, over[3] ? 1 : 0)
    switch summary {
    case .sum(let inputOffset, let multiplier, let outputOffset):
      (params.input_offset, params.output_offset) = (inputOffset, outputOffset)
      (params.multiplier, params.shift) = (multiplier.value, multiplier.shift)
    case .largest: params.summary = 1
    case .smallest: params.summary = 2
    }
    return KernelCall(
      kernel: UInt16(er_reduce_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
      params: members(of: params), scratchBytes: 4 * y.channels, scratchAlignment: 4, rows: y.rows,
      windows: [over[0] || over[1] ? nil : .rowByRow])
  }
}
