package import EdgeIR

/// Writes input 1 to input 0, a variable of the same shape, element and quantisation. No outputs.
package struct AssignVariable: Operator {
  package static let name = "assign_variable"
  package static let inputCount = 2...2
  package static let variableInputs = [0]

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    guard inputs[0] == inputs[1] else {
      throw .mismatch(
        what: "input 1", expected: "\(inputs[0]) as the variable", found: "\(inputs[1])")
    }
    return []
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] { [inputs[1]] }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    var call = Copy.call(input: 1, output: 0, bytes: inputs[1].type.bytes)
    call.outputs[0].isVariable = true
    return [call]
  }
}
