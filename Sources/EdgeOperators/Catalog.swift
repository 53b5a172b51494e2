package import EdgeIR

/// Every operator edgerun knows: one row each.
package let catalog: [any Operator.Type] = [
  Add.self,
  AveragePool2D.self,
  Concat.self,
  Conv2D.self,
  DepthwiseConv2D.self,
  FullyConnected.self,
  MaxPool2D.self,
  Mean.self,
  Mul.self,
  Pad.self,
  ReLU.self,
  ReLU6.self,
  Requantize.self,
  Reshape.self,
  Softmax.self,
  Split.self,
]
