package import EdgeIR

/// The same elements under another shape.
package struct Reshape: Operator {
  package static let name = "reshape"
  package static let inputCount = 1...1

  /// Extents; one may be -1, and follows from the others.
  package var shape: [Int]

  package init(shape: [Int]) { self.shape = shape }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let count = inputs[0].elementCount
    guard let resolved = resolved(count), resolved.reduce(1, *) == count else {
      throw .mismatch(
        what: "shape", expected: "\(count) elements as the input's \(inputs[0].shape)",
        found: "\(shape)")
    }
    return [TensorType(inputs[0].element, resolved, inputs[0].quantization)]
  }

  /// The shape with its -1 replaced; nil where it cannot hold `count` elements.
  private func resolved(_ count: Int) -> [Int]? {
    guard shape.filter({ $0 == -1 }).count <= 1 else { return nil }
    var known = 1
    for extent in shape where extent != -1 {
      guard (1...count).contains(extent), known <= count else { return nil }
      known *= extent
    }
    return shape.map { $0 == -1 ? count / known : $0 }
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing { .whole }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let values = inputs[0].values
    return [FloatTensor(shape: resolved(values.count) ?? [values.count], values: values)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    [Copy.call(input: 0, output: 0, bytes: inputs[0].type.bytes)]
  }
}
