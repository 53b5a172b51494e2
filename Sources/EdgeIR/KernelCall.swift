/// One call of a C kernel, as lowering states it: whole tensors, no addresses yet.
package struct KernelCall: Hashable, Sendable {
  /// The kernel's id in `kernels.def`.
  package var kernel: UInt16
  package var inputs: [Operand]
  package var outputs: [Operand]
  /// The kernel's params struct, member by member.
  package var params: [Int32]
  /// The kernel's constants (weights, biases, tables), laid out as its header says.
  package var constants: [UInt8]
  /// Bytes used only while the call runs, the most over the kernel's variants.
  package var scratchBytes: Int
  /// A power of two.
  package var scratchAlignment: Int
  /// Output rows of the whole call.
  package var rows: Int
  /// Images that the rows of operands are divided into.
  package var images: Int
  /// What each output pixel needs, input by input; nil where it may need everything.
  package var windows: [InputWindow?]
  /// Pairs of operands that may occupy the very same bytes if the input dies here.
  package var inPlace: [InPlace]
  /// The param that counts the views of input 0, where the kernel stitches several along channels.
  package var viewCount: Int?
  /// Whether a row is computed from the output's row before it: rows ascend.
  package var readsRowBefore = false

  package init(
    kernel: UInt16, inputs: [Operand], outputs: [Operand], params: [Int32],
    constants: [UInt8] = [], scratchBytes: Int = 0, scratchAlignment: Int = 1, rows: Int,
    images: Int = 1, windows: [InputWindow?], inPlace: [InPlace] = [], viewCount: Int? = nil
  ) {
    self.kernel = kernel
    self.inputs = inputs
    self.outputs = outputs
    self.params = params
    self.constants = constants
    self.scratchBytes = scratchBytes
    self.scratchAlignment = scratchAlignment
    self.rows = rows
    self.images = images
    self.windows = windows
    self.inPlace = inPlace
    self.viewCount = viewCount
  }
}

/// A tensor as a kernel sees it: rows of pixels of channels, in bytes.
package struct Operand: Hashable, Sendable {
  /// Position in the node's inputs, for an input; in its outputs, for an output.
  package var position: Int
  /// In a call's outputs: whether the kernel writes the node's *input* at `position`, a variable.
  package var isVariable = false
  /// Where the view starts within the tensor.
  package var offsetBytes: Int
  /// From one pixel of a row to the next; 0 where one pixel serves the whole row.
  package var pixelBytes: Int
  /// From one row to the next.
  package var rowBytes: Int
  /// Rows held; row `r` is row `r mod rows` of these.
  package var rows: Int
  /// Pixels of a row.
  package var width: Int
  /// Bytes of a pixel.
  package var channels: Int

  package init(
    position: Int, offsetBytes: Int = 0, pixelBytes: Int, rowBytes: Int, rows: Int, width: Int,
    channels: Int
  ) {
    self.position = position
    self.offsetBytes = offsetBytes
    self.pixelBytes = pixelBytes
    self.rowBytes = rowBytes
    self.rows = rows
    self.width = width
    self.channels = channels
  }
}

/// The input pixels an output pixel needs.
package struct InputWindow: Hashable, Sendable {
  package var rows: AxisWindow
  /// Nil where a pixel may need all pixels of its rows.
  package var columns: AxisWindow?

  package init(rows: AxisWindow, columns: AxisWindow? = nil) {
    self.rows = rows
    self.columns = columns
  }

  /// Pixel for pixel.
  package static let identity = InputWindow(rows: .identity, columns: .identity)
  /// Row for row.
  package static let rowByRow = InputWindow(rows: .identity)
}

/// Positions in a call's `inputs` and `outputs`. Byte for byte in place, or with the output
/// anywhere below the input while rows ascend.
package struct InPlace: Hashable, Sendable {
  package var input, output: Int

  package init(input: Int, output: Int) {
    self.input = input
    self.output = output
  }
}
