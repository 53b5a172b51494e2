internal import EdgeIR

/// How close a step's output may follow an input that dies there, for rows that ascend and rows
/// that descend.
///
/// Kernels store a pixel once everything that it and the pixels before it need has been read. So an
/// output pixel may lie on whatever no later pixel, nor itself, needs: the distance is the largest
/// lead over all pixels of the end of what is stored over the beginning of what is still needed.
struct OverlapDistance {
  /// Bytes; `offset(output) <= offset(input) - upwards` is safe while rows ascend.
  private(set) var upwards: Int
  /// Bytes; `end(output) >= end(input) + downwards` is safe while rows descend. Nil for a step that
  /// keeps something from row to row.
  private(set) var downwards: Int?

  /// - Parameters:
  ///   - input: read by the step, through one or several of its operands.
  ///   - output: index of one of the call's outputs.
  /// - Complexity: O(pixels of the output · operands).
  init(_ step: Binding.Step, input: TensorID, output: Int, bytes: (input: Int, output: Int)) {
    let call = step.call
    let stored = PixelSpans(call.outputs[output])
    var need = Need(stored, bytes: bytes)
    for (index, tensor) in step.inputs.enumerated() where tensor == input {
      let needed = PixelSpans(call.inputs[index], of: call, window: call.windows[index])
      need.add(needed, isInPlace: call.inPlace.contains(InPlace(input: index, output: output)))
    }
    upwards = max(0, need.upwards)
    let ascends = call.readsRowBefore || call.outputs.contains(where: \.isVariable)
    downwards = ascends ? nil : max(0, need.downwards)
  }

  /// The largest leads so far.
  private struct Need {
    let stored: PixelSpans
    let bytes: (input: Int, output: Int)
    var upwards = Int.min
    var downwards = Int.min

    init(_ stored: PixelSpans, bytes: (input: Int, output: Int)) {
      (self.stored, self.bytes) = (stored, bytes)
    }

    mutating func add(_ needed: PixelSpans, isInPlace: Bool) {
      var low = Int.max
      for pixel in stored.spans.indices.reversed() {
        let (own, out) = (needed.spans[pixel], stored.spans[pixel])
        if isInPlace {
          upwards = max(upwards, out.lowerBound - own.lowerBound)
        } else if !own.isEmpty {
          low = min(low, own.lowerBound)
        }
        if low < Int.max { upwards = max(upwards, out.upperBound - low) }
        if !own.isEmpty { low = min(low, own.lowerBound) }
      }
      var high = 0
      for (own, out) in zip(needed.spans, stored.spans) {
        high = max(high, own.upperBound)
        downwards = max(downwards, (bytes.output - out.lowerBound) - (bytes.input - high))
      }
    }
  }
}

/// The bytes of a buffer that belong to each output pixel of a call, in ascending order of the
/// pixels: from the first to the last, whatever lies between.
private struct PixelSpans {
  private(set) var spans: [Range<Int>] = []

  /// What is stored.
  init(_ output: Operand) {
    for row in 0..<output.rows {
      for pixel in 0..<output.width {
        let first = output.offsetBytes + row * output.rowBytes + pixel * output.pixelBytes
        spans.append(first..<first + output.channels)
      }
    }
  }

  /// What `input` holds of what each pixel is computed from.
  init(_ input: Operand, of call: KernelCall, window: InputWindow?) {
    let (rows, width) = (call.rows / call.images, call.outputs[0].width)
    let extent = input.rows / call.images
    let columns = (0..<width).map { pixel in
      window?.columns?.needs(pixel, extent: input.width) ?? 0..<input.width
    }
    for row in 0..<call.rows {
      let (image, y) = row.quotientAndRemainder(dividingBy: rows)
      let own = window?.rows.needs(y, extent: extent)
      let needed = own.map { image * extent + $0.lowerBound..<image * extent + $0.upperBound }
      spans += columns.map { Self.span(input, rows: needed ?? 0..<input.rows, columns: $0) }
    }
  }

  private static func span(_ input: Operand, rows: Range<Int>, columns: Range<Int>) -> Range<Int> {
    guard !rows.isEmpty, !columns.isEmpty else { return 0..<0 }
    let first =
      input.offsetBytes + rows.lowerBound * input.rowBytes + columns.lowerBound * input.pixelBytes
    let last =
      input.offsetBytes + (rows.upperBound - 1) * input.rowBytes
      + (columns.upperBound - 1) * input.pixelBytes
    return first..<last + input.channels
  }
}
