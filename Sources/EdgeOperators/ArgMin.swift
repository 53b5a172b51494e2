package import EdgeIR

/// Where along an axis the smallest element is; the first of equals. The axis goes.
package struct ArgMin: Operator {
  package static let name = "arg_min"
  package static let inputCount = 1...1

  /// Counted from the front, or from behind when negative.
  package var axis: Int
  /// What the output's elements are: int32, also where absent, or int64.
  package var element: ElementType?

  package init(axis: Int, element: ElementType? = nil) {
    self.axis = axis
    self.element = element
  }

  private var extremum: ArgExtremum {
    ArgExtremum(axis: axis, isLargest: false, element: element ?? .int32)
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [try extremum.outputType(for: inputs[0])]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    [extremum.reference(inputs[0])]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    [extremum.call(inputs[0])]
  }
}
