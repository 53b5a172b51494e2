internal import EdgeIR
internal import EdgeOperators

/// A node of the graph, as its row sees it.
struct TFLiteExportNode {
  let inputs: [TFLiteExportedOperator.Input]
  let inputTypes: [TensorType]
  let outputTypes: [TensorType]

  func activation(_ activation: Activation) throws(TFLiteError) -> FlatBufferValue {
    switch activation {
    case .none: return .int8(0)
    case .relu: return .int8(1)
    case .reluN1To1: return .int8(2)
    case .relu6: return .int8(3)
    case .clamp(let low, let high):
      throw .unsupported(
        "activation: a .tflite file has none, relu, relu6 and relu_n1_to_1; found \(low) to \(high)"
      )
    }
  }

  /// The padding's code where a file can say it: SAME, VALID, or four sides that come to one of
  /// them.
  ///
  /// - Parameters:
  ///   - window: the dilated one.
  ///   - large, small: the shapes of the image under the windows, and of what they make.
  func padding(
    _ padding: Padding, window: Extent2D, stride: Extent2D, large: [Int], small: [Int]
  ) throws(TFLiteError) -> FlatBufferValue {
    switch padding {
    case .same: return .int8(0)
    case .valid: return .int8(1)
    case .explicit(let top, let bottom, let left, let right):
      let axes = [
        Axis(large: large[1], small: small[1], window: window.height, stride: stride.height),
        Axis(large: large[2], small: small[2], window: window.width, stride: stride.width),
      ]
      if zip(axes, [top, left]).allSatisfy({ $0.isSame(before: $1) }) { return .int8(0) }
      if zip(axes, [top, left]).allSatisfy({ $0.isValid(before: $1) }) { return .int8(1) }
      throw .unsupported(
        "padding: a .tflite file has same and valid, found top \(top), bottom \(bottom), "
          + "left \(left), right \(right); put a pad node in front")
    }
  }

  private struct Axis {
    var large, small, window, stride: Int

    func isSame(before: Int) -> Bool {
      let sides = max((small - 1) * stride + window - large, 0)
      return small == (large + stride - 1) / stride && before == sides / 2
    }

    func isValid(before: Int) -> Bool {
      before == 0 && window <= large && small == (large - window) / stride + 1
    }
  }

  /// The code of an element in the schema's TensorType.
  static func code(_ element: ElementType) -> Int8 {
    Int8(TFLiteTensorReader.elements.firstIndex { $0.element == element } ?? 0)
  }
}
