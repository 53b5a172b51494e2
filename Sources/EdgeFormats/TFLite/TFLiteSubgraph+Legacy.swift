internal import EdgeIR

/// Models of the time before int8: everything is uint8, weights have zero points of 128.
///
/// `value - zeroPoint` stays the same when 128 is taken from both, so such a model is the int8
/// model whose bytes have their highest bit flipped. What the user feeds and reads stays uint8.
extension TFLiteSubgraph {
  /// The operators that convert between elements, and may have uint8 on one side of an int8 model.
  static let conversions: Set = ["QUANTIZE", "DEQUANTIZE"]
  /// Those whose uint8 kernels round half up, where those for int8 round half away from zero.
  private static let averages: Set = ["AVERAGE_POOL_2D", "MEAN"]

  /// Whether anything but a conversion computes on uint8.
  private var isLegacy: Bool {
    operators.contains { result in
      guard let op = try? result.get(), !Self.conversions.contains(op.code.name) else {
        return false
      }
      return (op.inputs.compactMap(\.self) + op.outputs).contains {
        (try? tensors[$0].get())?.type.isQuantizedUInt8 ?? false
      }
    }
  }

  /// What to tell about results that may differ from a legacy model's own kernels; nil for others.
  var legacyWarning: String? {
    guard tensors.contains(where: { (try? $0.get())?.isFlipped ?? false }) else { return nil }
    let averages = operators.contains { result in
      (try? result.get()).map { Self.averages.contains($0.code.name) } ?? false
    }
    return averages
      ? "uint8 is computed as int8: an average that lies halfway between two integers may be "
        + "rounded otherwise than by TensorFlow Lite's uint8 kernels" : nil
  }

  /// The tensors, int8 instead of uint8 if the model is a legacy one.
  func withoutLegacyTensors() -> [Result<TFLiteTensor, TFLiteError>] {
    guard isLegacy else { return tensors }
    return tensors.map { result in
      result.map { $0.type.isQuantizedUInt8 ? $0.flipped : $0 }
    }
  }
}

extension TFLiteTensor {
  fileprivate var flipped: TFLiteTensor {
    var tensor = self
    tensor.type.element = .int8
    for index in tensor.type.quantization?.zeroPoints.indices ?? 0..<0 {
      tensor.type.quantization?.zeroPoints[index] &-= 128
    }
    tensor.isFlipped = true
    return tensor
  }

  /// As the user feeds or reads it.
  var unflippedType: TensorType {
    guard isFlipped else { return type }
    var type = type
    type.element = .uint8
    for index in type.quantization?.zeroPoints.indices ?? 0..<0 {
      type.quantization?.zeroPoints[index] &+= 128
    }
    return type
  }
}

extension TensorType {
  var isQuantizedUInt8: Bool { element == .uint8 && quantization != nil }
}
