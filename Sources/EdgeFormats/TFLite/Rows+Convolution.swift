internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  static let convolutions: [TFLiteRow] = [
    TFLiteRow(
      "CONV_2D", versions: 1...8, inputs: 2...3, options: 1, needsOptions: true, convert: conv2D),
    TFLiteRow(
      "DEPTHWISE_CONV_2D", versions: 1...7, inputs: 2...3, options: 2, needsOptions: true,
      convert: depthwiseConv2D),
    TFLiteRow(
      "FULLY_CONNECTED", versions: 1...13, inputs: 2...3, options: 8, convert: fullyConnected),
    TFLiteRow(
      "TRANSPOSE_CONV", versions: 1...5, inputs: 3...4, options: 49, needsOptions: true,
      convert: transposeConv),
    TFLiteRow("BATCH_MATMUL", versions: 1...4, inputs: 2...2, options: 101) {
      (node) throws(TFLiteError) in
      let product = BatchMatMul(
        transposeFirst: try node.options.boolean(0), transposeSecond: try node.options.boolean(1))
      return try node.mapping(product, inputs: [0, 1])
    },
  ]

  /// There is no field for groups: the weights have so many channels less.
  @Sendable
  private static func conv2D(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let (image, weights) = (try node.input(0).type.shape, try node.input(1).type.shape)
    let channels = (image.last ?? 1, weights.last ?? 1)
    let groups = channels.1 > 0 && channels.0 % channels.1 == 0 ? channels.0 / channels.1 : 1
    return try node.weightedSum(
      Conv2D(
        stride: try node.options.extent(height: 2, width: 1),
        dilation: try node.options.extent(height: 5, width: 4, default: 1),
        padding: try node.options.padding(0), groups: groups,
        activation: try node.options.activation(3)))
  }

  /// The field for the multiplier says again what the shapes say; they count, as in TensorFlow
  /// Lite.
  @Sendable
  private static func depthwiseConv2D(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let (image, weights) = (try node.input(0).type.shape, try node.input(1).type.shape)
    let channels = (max(image.last ?? 1, 1), weights.last ?? 1)
    return try node.weightedSum(
      DepthwiseConv2D(
        stride: try node.options.extent(height: 2, width: 1),
        dilation: try node.options.extent(height: 6, width: 5, default: 1),
        padding: try node.options.padding(0), multiplier: channels.1 / channels.0,
        activation: try node.options.activation(4)))
  }

  @Sendable
  private static func fullyConnected(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let format = try node.options.code(1)
    guard format == 0 else {
      throw .unsupported("weights format: edgerun computes 0 (DEFAULT), found \(format)")
    }
    return try node.weightedSum(
      FullyConnected(
        activation: try node.options.activation(0), keepDimensions: try node.options.boolean(2)))
  }

  /// The output says what its shape is, not input 0, as TensorFlow Lite Micro has it.
  @Sendable
  private static func transposeConv(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let shape = try node.output().type.shape
    guard shape.count == 4 else {
      throw TFLiteError("output: expected rank 4, found rank \(shape.count)")
    }
    return try node.weightedSum(
      TransposeConv(
        stride: try node.options.extent(height: 2, width: 1),
        padding: try node.options.padding(0), size: Extent2D(shape[1], shape[2]),
        activation: try node.options.activation(3)), image: 2, weights: 1, bias: 3)
  }
}

extension TFLiteNode {
  /// A node that reads an input, constant weights, and a bias if there is one.
  ///
  /// What the file says of the bias' quantisation does not count: TensorFlow Lite Micro adds its
  /// integers to the accumulators, which are in units of input scale * weight scale.
  fileprivate func weightedSum(
    _ op: any Operator, image: Int = 0, weights: Int = 1, bias: Int = 2
  ) throws(TFLiteError) -> TFLiteMapping {
    var mapping = try mapping(op, inputs: [image, weights])
    for (position, what) in [(weights, "weights"), (bias, "a bias")] {
      guard let tensor = try optionalInput(position), tensor.contents == nil else { continue }
      throw .unsupported(
        "input \(position): edgerun needs \(what) that are constant, found \"\(tensor.name)\"")
    }
    let filter = try input(weights)
    guard filter.type.quantization?.zeroPoints.allSatisfy({ $0 == 0 }) ?? true else {
      throw .unsupported(
        "weights: edgerun computes a zero point of 0, or 128 of uint8; found \"\(filter.name)\" with "
          + "another")
    }
    if let tensor = try optionalInput(bias) {
      let scales = try accumulatorQuantization(
        tensor.type, try input(image).type, try input(weights).type)
      mapping.inputs.append(try operand(bias, as: scales))
    }
    return mapping
  }

  /// Nil where the scales are not to be had; the operator says what is wrong with them.
  private func accumulatorQuantization(
    _ bias: TensorType, _ image: TensorType, _ weights: TensorType
  ) throws(TFLiteError) -> Quantization? {
    guard let x = image.quantization, x.axis == nil, let weights = weights.quantization,
      weights.scales.count == 1 || bias.shape == [weights.scales.count]
    else { return nil }
    let scales = weights.scales.map { x.scales[0] * $0 }
    guard scales.allSatisfy(Quantization.isAcceptable) else { return nil }
    return scales.count == 1
      ? Quantization(scale: scales[0], zeroPoint: 0) : Quantization(scales: scales, axis: 0)
  }
}
