package import EdgeIR

/// What a variable holds, as a tensor that later writes to the variable leave alone.
package struct ReadVariable: Operator {
  package static let name = "read_variable"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    inputs
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] { inputs }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    [Copy.call(input: 0, output: 0, bytes: inputs[0].type.bytes)]
  }
}
