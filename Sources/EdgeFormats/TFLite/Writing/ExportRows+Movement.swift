internal import EdgeIR
internal import EdgeOperators

/// What only moves elements, or makes more of them.
extension TFLiteExportRow {
  static let movement: [TFLiteExportRow] = [
    TFLiteExportRow(Concat.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "CONCATENATION", version: 2, node.inputs, options: 10, [0: .int32(Int32(op.axis))])
    },
    TFLiteExportRow(Pad.self) { (op, node) throws(TFLiteError) in
      let inputs = [node.inputs[0], .pairs("padding", op.padding)] + node.inputs.dropFirst()
      return inputs.count == 2
        ? TFLiteExportedOperator("PAD", version: 2, inputs, options: 22)
        : TFLiteExportedOperator("PADV2", version: 2, inputs, options: 43)
    },
    TFLiteExportRow(Reshape.self) { (_, node) throws(TFLiteError) in reshape(node) },
    TFLiteExportRow(Reinterpret.self) { (_, node) throws(TFLiteError) in reshape(node) },
    TFLiteExportRow(MirrorPad.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "MIRROR_PAD", version: 2, node.inputs + [.pairs("padding", op.padding)], options: 77,
        [0: .int8(op.mode == .reflect ? 0 : 1)])
    },
    TFLiteExportRow(ResizeNearestNeighbor.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "RESIZE_NEAREST_NEIGHBOR", version: 3,
        node.inputs + [.list("size", [op.size.height, op.size.width])], options: 74,
        [0: .boolean(op.alignCorners), 1: .boolean(op.halfPixelCenters)])
    },
    TFLiteExportRow(ResizeBilinear.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "RESIZE_BILINEAR", version: 3,
        node.inputs + [.list("size", [op.size.height, op.size.width])], options: 15,
        [2: .boolean(op.alignCorners), 3: .boolean(op.halfPixelCenters)])
    },
  ]

  private static func reshape(_ node: TFLiteExportNode) -> TFLiteExportedOperator {
    let shape = node.outputTypes[0].shape
    var exported = TFLiteExportedOperator(
      "RESHAPE", version: 1, node.inputs + [.list("shape", shape)], options: 17,
      [0: .integers(shape)])
    exported.isView = true
    return exported
  }

  static let rearrangements: [TFLiteExportRow] = [
    TFLiteExportRow(Transpose.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "TRANSPOSE", version: op.permutation.count > 4 ? 4 : 2,
        node.inputs + [.list("permutation", op.permutation)], options: 26)
    },
    TFLiteExportRow(Slice.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "SLICE", version: 2, node.inputs + [.list("begin", op.begin), .list("size", op.size)],
        options: 48)
    },
    TFLiteExportRow(StridedSlice.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "STRIDED_SLICE", version: 2,
        node.inputs + [
          .list("begin", op.begin), .list("end", op.end), .list("strides", op.strides),
        ], options: 32,
        [
          0: .int32(Int32(op.beginMask)), 1: .int32(Int32(op.endMask)),
          2: .int32(Int32(op.ellipsisMask)), 3: .int32(Int32(op.newAxisMask)),
          4: .int32(Int32(op.shrinkAxisMask)),
        ])
    },
    TFLiteExportRow(Reverse.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "REVERSE_V2", version: 3, node.inputs + [.list("axes", op.axes)], options: 81)
    },
    TFLiteExportRow(BroadcastTo.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "BROADCAST_TO", version: 3, node.inputs + [.list("shape", op.shape)], options: 104)
    },
    TFLiteExportRow(SpaceToBatchND.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "SPACE_TO_BATCH_ND", version: 3,
        node.inputs + [.list("block", op.block), .pairs("padding", op.padding)], options: 25)
    },
    TFLiteExportRow(BatchToSpaceND.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "BATCH_TO_SPACE_ND", version: 3,
        node.inputs + [.list("block", op.block), .pairs("crops", op.crops)], options: 24)
    },
    TFLiteExportRow(SpaceToDepth.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "SPACE_TO_DEPTH", version: 2, node.inputs, options: 19, [0: .int32(Int32(op.block))])
    },
    TFLiteExportRow(DepthToSpace.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "DEPTH_TO_SPACE", version: 2, node.inputs, options: 94, [0: .int32(Int32(op.block))])
    },
  ]

  static let parts: [TFLiteExportRow] = [
    TFLiteExportRow(Split.self) { (op, node) throws(TFLiteError) in
      var exported = TFLiteExportedOperator(
        "SPLIT", version: 2, [.number("axis", op.axis)] + node.inputs, options: 35,
        [0: .int32(Int32(op.count))])
      exported.isView = op.count == 1
      return exported
    },
    TFLiteExportRow(SplitV.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "SPLIT_V", version: 2,
        node.inputs + [.list("sizes", op.sizes), .number("axis", op.axis)], options: 79,
        [0: .int32(Int32(op.sizes.count))])
    },
    TFLiteExportRow(Pack.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "PACK", version: 2, node.inputs, options: 59,
        [0: .int32(Int32(node.inputs.count)), 1: .int32(Int32(op.axis))])
    },
    TFLiteExportRow(Unpack.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "UNPACK", version: 2, node.inputs, options: 64,
        [0: .int32(Int32(node.outputTypes.count)), 1: .int32(Int32(op.axis))])
    },
    TFLiteExportRow(Gather.self) { (op, node) throws(TFLiteError) in
      let indices = op.isScalar ? node.inputs[1].asScalar : node.inputs[1]
      return TFLiteExportedOperator(
        "GATHER", version: 2, [node.inputs[0], indices], options: 23,
        [0: .int32(Int32(op.axis)), 1: .int32(Int32(op.batchDimensions))])
    },
  ]
}
