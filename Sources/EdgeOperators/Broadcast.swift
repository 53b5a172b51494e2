internal import EdgeIR

/// Two shapes that stretch to a common one: axes are aligned from behind, and an extent of 1
/// repeats.
struct Broadcast {
  let shape: [Int]
  /// The extents of both inputs, as many as the common shape has.
  private let own: [[Int]]

  init(_ a: [Int], _ b: [Int]) throws(OperatorError) {
    let rank = max(a.count, b.count)
    own = [a, b].map { Array(repeating: 1, count: rank - $0.count) + $0 }
    for (x, y) in zip(own[0], own[1]) where x != y && x != 1 && y != 1 {
      throw .mismatch(what: "input 1", expected: "a shape that broadcasts with \(a)", found: "\(b)")
    }
    shape = zip(own[0], own[1]).map { max($0, $1) }
  }

  /// `combine` over all pairs of elements.
  func map(_ a: FloatTensor, _ b: FloatTensor, _ combine: (Float, Float) -> Float) -> FloatTensor {
    FloatTensor(
      shape: shape,
      values: zip(indices(of: 0), indices(of: 1)).map { combine(a.values[$0], b.values[$1]) })
  }

  /// For every element of the output, in order, the element of input `position`.
  func indices(of position: Int) -> [Int] {
    var indices = [0]
    for (extent, own) in zip(shape, own[position]) {
      indices = indices.flatMap { base in
        (0..<extent).map { base * own + (own == 1 ? 0 : $0) }
      }
    }
    return indices
  }

  /// Calls of an elementwise int8 kernel that computes a pixel from a pixel of each input.
  ///
  /// Repeated pixels are a pixel step of 0, repeated rows a short ring, repeated channels a single
  /// one. What views cannot express otherwise takes a call for each position of the outer axes.
  /// - Parameter params: for the pixels of a row and the channels of a call's output.
  func calls(kernel: UInt16, params: (_ width: Int32, _ channels: Int32) -> [Int32])
    throws(OperatorError) -> [KernelCall]
  {
    if isOneView {
      let rows = FeatureShape(shape).rows
      let windows = own.map { own -> InputWindow? in
        guard FeatureShape(own).rows == rows else { return nil }
        return FeatureShape(own).width == FeatureShape(shape).width ? .identity : .rowByRow
      }
      return [call(kernel, params, windows: windows)]
    }
    let merged = self.merged
    let outer = (0...merged.shape.count).first { merged.inner(from: $0).isOneView } ?? 0
    return try merged.calls(kernel, params, outerAxes: outer)
  }

  private func calls(
    _ kernel: UInt16, _ params: (Int32, Int32) -> [Int32], outerAxes: Int
  ) throws(OperatorError) -> [KernelCall] {
    let (outer, inner) = (self.outer(to: outerAxes), inner(from: outerAxes))
    let count = outer.shape.reduce(1, *)
    guard count <= Self.mostCalls else {
      throw .unsupported(
        what: "broadcast", expected: "at most \(Self.mostCalls) outer positions", found: "\(count)")
    }
    let starts = [outer.indices(of: 0), outer.indices(of: 1)]
    let bytes = inner.own.map { $0.reduce(1, *) }
    return (0..<count).map { index in
      var call = inner.call(kernel, params, windows: [nil, nil])
      for input in 0..<2 { call.inputs[input].offsetBytes = starts[input][index] * bytes[input] }
      call.outputs[0].offsetBytes = index * inner.shape.reduce(1, *)
      if count > 1 { call.inPlace = [] }
      return call
    }
  }

  /// More outer positions than this are refused.
  static let mostCalls = 1024

  private func call(
    _ kernel: UInt16, _ params: (Int32, Int32) -> [Int32], windows: [InputWindow?]
  ) -> KernelCall {
    let y = FeatureShape(shape)
    return KernelCall(
      kernel: kernel, inputs: [operand(0), operand(1)], outputs: [y.operand(0)],
      params: params(Int32(y.width), Int32(y.channels)), rows: y.rows, windows: windows,
      inPlace: (0..<2).filter { own[$0] == shape }.map { InPlace(input: $0, output: 0) })
  }

  private func operand(_ position: Int) -> Operand {
    let (x, y) = (FeatureShape(own[position]), FeatureShape(shape))
    var operand = x.operand(position)
    if x.width < y.width { operand.pixelBytes = 0 }
    return operand
  }
}

extension Broadcast {
  private init(shape: [Int], own: [[Int]]) {
    self.shape = shape
    self.own = own
  }

  /// Whether a ring of each input's rows repeats as it should: of the axes that make rows, those
  /// that repeat come first.
  private var isOneView: Bool {
    own.allSatisfy { own in
      let rows = zip(own, shape).dropLast(2).filter { $1 > 1 }
      return rows.drop { $0.0 == 1 }.allSatisfy { $0.0 == $0.1 }
    }
  }

  /// The same elements with neighbouring axes that both inputs treat alike made one.
  private var merged: Broadcast {
    var axes: [(extent: Int, own: [Int])] = []
    for axis in shape.indices where shape[axis] > 1 {
      let extents = own.map { $0[axis] }
      if let last = axes.last, zip(last.own, extents).allSatisfy({ ($0 == 1) == ($1 == 1) }) {
        axes[axes.count - 1].extent *= shape[axis]
        axes[axes.count - 1].own = zip(last.own, extents).map { $0 * $1 }
      } else {
        axes.append((shape[axis], extents))
      }
    }
    return Broadcast(
      shape: axes.map(\.extent), own: (0..<2).map { input in axes.map { $0.own[input] } })
  }

  private func outer(to axis: Int) -> Broadcast {
    Broadcast(shape: Array(shape[..<axis]), own: own.map { Array($0[..<axis]) })
  }

  private func inner(from axis: Int) -> Broadcast {
    Broadcast(shape: Array(shape[axis...]), own: own.map { Array($0[axis...]) })
  }
}
