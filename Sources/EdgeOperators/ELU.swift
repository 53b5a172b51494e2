package import EdgeIR

#if canImport(Glibc)
  private import Glibc
#endif

/// `x` where it is not negative, `exp(x) - 1` elsewhere.
package struct ELU: Operator {
  package static let name = "elu"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [TensorType(.int8, inputs[0].shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let x = inputs[0]
    return [FloatTensor(shape: x.shape, values: x.values.map(Self.value))]
  }

  private static func value(_ x: Float) -> Float { x < 0 ? exp(x) - 1 : x }

  /// Computes the table in floats, as TensorFlow Lite Micro does when it prepares the model.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try outputs[0].perTensorQuantization("output")
    let inverseScale = 1 / y.scale
    let table = LookupTable { value in
      let real = Self.value(x.scale * Float(value - x.zeroPoint))
      let steps = (real * inverseScale).rounded(.toNearestOrAwayFromZero) + Float(y.zeroPoint)
      return Int32(min(max(steps, -128), 127))
    }
    return [table.call(output: outputs[0])]
  }
}
