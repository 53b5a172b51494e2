private import CEdgeKernels
package import EdgeIR
internal import EdgeReference

/// Mean of every window over `[N, H, W, C]`, channel by channel; padding does not count.
package struct AveragePool2D: Operator, Pool2D {
  package static let name = "average_pool2d"
  package static let inputCount = 1...1
  static let kernel = UInt16(er_average_pool_s8)

  package var window, stride: Extent2D
  package var padding: Padding
  package var activation: Activation

  package init(
    window: Extent2D, stride: Extent2D, padding: Padding = .valid, activation: Activation = .none
  ) {
    self.window = window
    self.stride = stride
    self.padding = padding
    self.activation = activation
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try pooledTypes(inputs)
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] { pooledReference(inputs) }

  static func reference(_ image: FloatTensor, _ window: Window2D) -> FloatTensor {
    image.averagePooled(window)
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    try pooledCalls(inputs, outputs)
  }
}
