package import EdgeIR

/// The input in the middle of a larger tensor that continues it mirrored at its edges.
package struct MirrorPad: Movement {
  package static let name = "mirror_pad"

  /// Whether the element at the edge is mirrored too.
  package enum Mode: String, Codable, Sendable {
    /// `c b | a b c | b a`
    case reflect
    /// `b a | a b c | c b`
    case symmetric
  }

  /// `[before, behind]` for each axis.
  package var padding: [[Int]]
  package var mode: Mode

  package init(padding: [[Int]], mode: Mode) {
    self.padding = padding
    self.mode = mode
  }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    let skipped = mode == .reflect ? 1 : 0
    guard padding.count == shape.count,
      zip(padding, shape).allSatisfy({ sides, extent in
        sides.count == 2 && sides.allSatisfy((0...extent - skipped).contains)
      })
    else {
      throw .mismatch(
        what: "padding",
        expected: "[before, behind] for each axis of \(shape), at most \(skipped) less than it",
        found: "\(padding)")
    }
    let output = zip(shape, padding).map { $0 + $1[0] + $1[1] }
    var moves = Rearrangement(shape, to: output)
    for (axis, extent) in shape.enumerated() {
      let (before, isPadded) = (padding[axis][0], output[axis] > extent)
      let mirrored = (0..<output[axis]).map { position in
        let at = position - before
        if at < 0 { return skipped - 1 - at }
        return at < extent ? at : 2 * extent - 1 - skipped - at
      }
      moves.count(axis, along: axis, table: isPadded ? mirrored : nil)
    }
    return moves
  }
}
