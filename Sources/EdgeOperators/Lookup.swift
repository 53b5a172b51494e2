private import CEdgeKernels
package import EdgeIR

/// A function of one int8 by its table: what a chain of elementwise operators comes to.
package struct Lookup: Operator {
  package static let name = "lookup"
  package static let inputCount = 1...1

  /// Results for -128 to 127.
  package var table: [Int8]
  package var inputScale: Float
  package var inputZeroPoint: Int32
  package var outputScale: Float
  package var outputZeroPoint: Int32

  /// - Parameters:
  ///   - table: 256 results.
  ///   - input: with one scale, as `output`.
  package init(table: [Int8], input: Quantization, output: Quantization) {
    self.table = table
    (inputScale, inputZeroPoint) = (input.scales[0], input.zeroPoints[0])
    (outputScale, outputZeroPoint) = (output.scales[0], output.zeroPoints[0])
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    guard table.count == 256 else {
      throw .mismatch(what: "table", expected: "256 values", found: "\(table.count)")
    }
    let expected = Quantization(scale: inputScale, zeroPoint: inputZeroPoint)
    guard inputs[0].quantization == expected else {
      throw .mismatch(
        what: "quantization of input 0", expected: "\(expected)",
        found: inputs[0].quantization?.description ?? "none")
    }
    return [
      TensorType(
        .int8, inputs[0].shape, Quantization(scale: outputScale, zeroPoint: outputZeroPoint))
    ]
  }

  /// A real takes the entry nearest to it.
  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let values = inputs[0].values.map { real in
      let steps = (real / inputScale).rounded() + Float(inputZeroPoint)
      let entry = table[Int(min(max(steps, -128), 127)) + 128]
      return Float(Int32(entry) - outputZeroPoint) * outputScale
    }
    return [FloatTensor(shape: inputs[0].shape, values: values)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    [LookupTable { Int32(table[Int($0) + 128]) }.call(output: outputs[0])]
  }

  /// The table of a node that computes every int8 from the one in the same place of its only input;
  /// nil for any other node.
  package static func table(of op: any Operator, _ inputs: [Tensor], _ outputs: [Tensor])
    -> [Int8]?
  {
    guard inputs.count == 1, outputs.count == 1, inputs[0].type.element == .int8,
      outputs[0].type.element == .int8, let calls = try? op.lower(inputs, outputs),
      calls.count == 1, calls[0].kernel == UInt16(er_lookup_s8)
    else { return nil }
    return calls[0].constants.map { Int8(bitPattern: $0) }
  }
}
