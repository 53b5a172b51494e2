/// How the outputs of a node are made of its inputs' bytes.
package enum Aliasing: Hashable, Sendable {
  /// Bytes change, or move in a way not told here.
  case none
  /// The one output is the first input's bytes under another shape.
  case whole
  /// The one output is `blocks` times a block of each input, in the inputs' order.
  case join(blocks: Int)
  /// Of each of the first input's `blocks` blocks, output `i` takes the bytes from `starts[i]` on,
  /// as many as its own blocks have.
  case cut(blocks: Int, starts: [Int])
}
