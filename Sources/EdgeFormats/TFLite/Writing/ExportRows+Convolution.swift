internal import EdgeIR
internal import EdgeOperators

/// Sums of products, and pools.
extension TFLiteExportRow {
  static let convolutions: [TFLiteExportRow] = [
    TFLiteExportRow(Conv2D.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "CONV_2D", version: op.groups == 1 ? 3 : 6, node.inputs, options: 1,
        [
          0: try node.padding(op.padding, op.dilation, stride: op.stride),
          1: .int32(Int32(op.stride.width)), 2: .int32(Int32(op.stride.height)),
          3: try node.activation(op.activation),
          4: .int32(Int32(op.dilation.width)), 5: .int32(Int32(op.dilation.height)),
        ])
    },
    TFLiteExportRow(DepthwiseConv2D.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "DEPTHWISE_CONV_2D", version: 3, node.inputs, options: 2,
        [
          0: try node.padding(op.padding, op.dilation, stride: op.stride),
          1: .int32(Int32(op.stride.width)), 2: .int32(Int32(op.stride.height)),
          3: .int32(Int32(op.multiplier)), 4: try node.activation(op.activation),
          5: .int32(Int32(op.dilation.width)), 6: .int32(Int32(op.dilation.height)),
        ])
    },
    TFLiteExportRow(TransposeConv.self, convert: transposeConv),
    TFLiteExportRow(FullyConnected.self) { (op, node) throws(TFLiteError) in
      let version = node.inputs.count == 2 ? 6 : op.keepDimensions ? 5 : 4
      return TFLiteExportedOperator(
        "FULLY_CONNECTED", version: version, node.inputs, options: 8,
        [0: try node.activation(op.activation), 2: .boolean(op.keepDimensions)])
    },
    TFLiteExportRow(BatchMatMul.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "BATCH_MATMUL", version: 2, node.inputs, options: 101,
        [0: .boolean(op.transposeFirst), 1: .boolean(op.transposeSecond)])
    },
    TFLiteExportRow(AveragePool2D.self) { (op, node) throws(TFLiteError) in
      let options = try node.pool(op.window, op.stride, op.padding, op.activation)
      return TFLiteExportedOperator(
        "AVERAGE_POOL_2D", version: 2, node.inputs, options: 5, options)
    },
    TFLiteExportRow(MaxPool2D.self) { (op, node) throws(TFLiteError) in
      let options = try node.pool(op.window, op.stride, op.padding, op.activation)
      return TFLiteExportedOperator("MAX_POOL_2D", version: 2, node.inputs, options: 5, options)
    },
  ]

  @Sendable
  private static func transposeConv(_ op: TransposeConv, _ node: TFLiteExportNode)
    throws(TFLiteError) -> TFLiteExportedOperator
  {
    let (image, output) = (node.inputTypes[0].shape, node.outputTypes[0].shape)
    let kernel = node.inputTypes[1].shape
    let padding = try node.padding(
      op.padding, window: Extent2D(kernel[1], kernel[2]), stride: op.stride, large: output,
      small: image)
    var exported = TFLiteExportedOperator(
      "TRANSPOSE_CONV", version: op.activation == .none ? 3 : 4,
      [.list("size", output), node.inputs[1], node.inputs[0]] + node.inputs.dropFirst(2),
      options: 49,
      [
        0: padding, 1: .int32(Int32(op.stride.width)), 2: .int32(Int32(op.stride.height)),
        3: try node.activation(op.activation),
      ])
    exported.scratchBytes = 4 * node.outputTypes[0].elementCount
    return exported
  }
}

extension TFLiteExportNode {
  /// Of a convolution, whose second input has the kernel's extents.
  fileprivate func padding(_ padding: Padding, _ dilation: Extent2D, stride: Extent2D)
    throws(TFLiteError) -> FlatBufferValue
  {
    let kernel = inputTypes[1].shape
    let window = Extent2D(
      (kernel[1] - 1) * dilation.height + 1, (kernel[2] - 1) * dilation.width + 1)
    return try self.padding(
      padding, window: window, stride: stride, large: inputTypes[0].shape,
      small: outputTypes[0].shape)
  }

  fileprivate func pool(
    _ window: Extent2D, _ stride: Extent2D, _ padding: Padding, _ activation: Activation
  ) throws(TFLiteError) -> FlatBufferFields {
    [
      0: try self.padding(
        padding, window: window, stride: stride, large: inputTypes[0].shape,
        small: outputTypes[0].shape),
      1: .int32(Int32(stride.width)), 2: .int32(Int32(stride.height)),
      3: .int32(Int32(window.width)), 4: .int32(Int32(window.height)),
      5: try self.activation(activation),
    ]
  }
}
