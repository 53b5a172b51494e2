internal import EdgeOperators

extension TFLiteRow {
  static let rearrangements: [TFLiteRow] = [
    TFLiteRow("TRANSPOSE", versions: 1...7, inputs: 2...2, options: 26) {
      node throws(TFLiteError) in
      try node.rawMapping(Transpose(permutation: try node.integers(1, "perm")), inputs: [0])
    },
    TFLiteRow("SLICE", versions: 1...8, inputs: 3...3, options: 48) { node throws(TFLiteError) in
      let (begin, size) = (try node.integers(1, "begin"), try node.integers(2, "size"))
      return try node.rawMapping(Slice(begin: begin, size: size), inputs: [0])
    },
    TFLiteRow(
      "STRIDED_SLICE", versions: 1...8, inputs: 4...4, options: 32, convert: stridedSlice),
    TFLiteRow("REVERSE_V2", versions: 1...4, inputs: 2...2, options: 81) {
      node throws(TFLiteError) in
      try node.rawMapping(Reverse(axes: try node.integers(1, "axis")), inputs: [0])
    },
    TFLiteRow("BROADCAST_TO", versions: 1...4, inputs: 2...2, options: 104) {
      node throws(TFLiteError) in
      try node.rawMapping(BroadcastTo(shape: try node.integers(1, "shape")), inputs: [0])
    },
    TFLiteRow("PADV2", versions: 1...5, inputs: 3...3, options: 43) { node throws(TFLiteError) in
      var mapping = try node.rawMapping(Pad(padding: try node.pairs(1, "paddings")), inputs: [0])
      mapping.inputs.append(try node.operand(2))
      return mapping
    },
    TFLiteRow("MIRROR_PAD", versions: 1...4, inputs: 2...2, options: 77, convert: mirrorPad),
    TFLiteRow("SPACE_TO_BATCH_ND", versions: 1...4, inputs: 3...3, options: 25) {
      node throws(TFLiteError) in
      let (block, sides) = (
        try node.integers(1, "block_shape"), try node.pairs(2, "paddings")
      )
      return try node.rawMapping(SpaceToBatchND(block: block, padding: sides), inputs: [0])
    },
    TFLiteRow("BATCH_TO_SPACE_ND", versions: 1...4, inputs: 3...3, options: 24) {
      node throws(TFLiteError) in
      let (block, sides) = (try node.integers(1, "block_shape"), try node.pairs(2, "crops"))
      return try node.rawMapping(BatchToSpaceND(block: block, crops: sides), inputs: [0])
    },
    TFLiteRow("SPACE_TO_DEPTH", versions: 1...2, inputs: 1...1, options: 19) {
      node throws(TFLiteError) in
      try node.rawMapping(SpaceToDepth(block: try node.options.integer(0)), inputs: [0])
    },
    TFLiteRow("DEPTH_TO_SPACE", versions: 1...2, inputs: 1...1, options: 94) {
      node throws(TFLiteError) in
      try node.rawMapping(DepthToSpace(block: try node.options.integer(0)), inputs: [0])
    },
  ]

  @Sendable
  private static func stridedSlice(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    guard try !node.options.boolean(5) else {
      throw .unsupported("offset: edgerun computes false, found true")
    }
    let op = StridedSlice(
      begin: try node.integers(1, "begin"), end: try node.integers(2, "end"),
      strides: try node.integers(3, "strides"), beginMask: try node.options.integer(0),
      endMask: try node.options.integer(1), ellipsisMask: try node.options.integer(2),
      newAxisMask: try node.options.integer(3), shrinkAxisMask: try node.options.integer(4))
    return try node.rawMapping(op, inputs: [0])
  }

  @Sendable
  private static func mirrorPad(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let modes = [MirrorPad.Mode.reflect, .symmetric]
    let code = try node.options.code(0)
    guard modes.indices.contains(code) else {
      throw TFLiteError("mode: expected 0 (REFLECT) or 1 (SYMMETRIC), found \(code)")
    }
    let sides = try node.pairs(1, "paddings")
    return try node.rawMapping(MirrorPad(padding: sides, mode: modes[code]), inputs: [0])
  }
}

extension TFLiteNode {
  /// A constant of shape `[n, 2]`: two numbers for each axis.
  func pairs(_ position: Int, _ what: String) throws(TFLiteError) -> [[Int]] {
    let sides = try integers(position, what)
    guard sides.count % 2 == 0 else {
      throw TFLiteError("\(what): expected [before, behind] for each axis, found \(sides)")
    }
    return stride(from: 0, to: sides.count, by: 2).map { [sides[$0], sides[$0 + 1]] }
  }
}
