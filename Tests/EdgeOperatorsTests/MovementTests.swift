import EdgeCompiler
import EdgeIR
import EdgeOperators
import Testing

extension LoweringTests {
  private static let image = TensorType.quantized([2, 4, 6, 8], 0.05, -10)
  private static let deep = TensorType.quantized([2, 3, 1, 4, 5, 2], 0.05, -10)
  private static let open = Quantization(scale: 0.6, zeroPoint: 5)
  private static let indices = TensorType(.int32, [2, 2])

  static let movements: [Case] = [
    Case(op: Transpose(permutation: [0, 3, 1, 2]), inputs: [image]),
    Case(op: Transpose(permutation: [5, 1, 3, 0, 2, 4]), inputs: [deep]),
    Case(op: Transpose(permutation: [0, 1, 3, 4, 2, 5]), inputs: [deep]),
    Case(op: Slice(begin: [1, 0, 2, 3], size: [1, -1, 3, 4]), inputs: [image]),
    Case(op: Slice(begin: [0, 1, 0, 1, 0, 1], size: [2, -1, 1, 2, 5, 1]), inputs: [deep]),
    Case(
      op: StridedSlice(begin: [-1, 1, 0], end: [0, 5, 7], strides: [-1, 2, 3], endMask: 1),
      inputs: [image]),
    Case(
      op: StridedSlice(
        begin: [1, 0, 0, -1], end: [2, 0, 0, -7], strides: [1, 1, 1, -2], ellipsisMask: 2,
        newAxisMask: 4, shrinkAxisMask: 1), inputs: [image]),
    Case(op: SplitV(axis: 1, sizes: [1, -1, 2]), inputs: [image]),
    Case(op: SplitV(axis: 3, sizes: [1, 3]), inputs: [deep]),
    Case(op: Split(axis: 1, count: 2), inputs: [image]),
    Case(op: Split(axis: 1, count: 1), inputs: [image]),
    Case(op: Unpack(axis: 0), inputs: [image]), Case(op: Unpack(axis: -2), inputs: [image]),
    Case(op: Unpack(axis: 1), inputs: [deep]), Case(op: Unpack(axis: 2), inputs: [deep]),
    Case(op: Pack(axis: 0), inputs: [image, image]),
    Case(op: Pack(axis: -1), inputs: [image, image, image]),
    Case(op: Pack(axis: 1), inputs: [image, image]), Case(op: Pack(axis: 2), inputs: [image]),
    Case(op: Concat(axis: 0), inputs: [image, .quantized([1, 4, 6, 8], 0.05, -10)]),
    Case(op: Concat(axis: 1), inputs: [deep, .quantized([2, 1, 1, 4, 5, 2], 0.05, -10)]),
    Case(op: Concat(axis: 3), inputs: Array(repeating: deep, count: 20)),
    Case(op: Gather(axis: 1), inputs: [image, indices]),
    Case(op: Gather(axis: 3, batchDimensions: 1), inputs: [deep, indices]),
    Case(
      op: Gather(axis: 0, isScalar: true), inputs: [image, TensorType(.int32, [1])]),
    Case(
      op: ResizeNearestNeighbor(size: Extent2D(7, 3), alignCorners: true), inputs: [image]),
    Case(
      op: ResizeNearestNeighbor(size: Extent2D(8, 6), halfPixelCenters: true), inputs: [image]),
    Case(op: ResizeBilinear(size: Extent2D(9, 5)), inputs: [image]),
    Case(op: ResizeBilinear(size: Extent2D(7, 11), alignCorners: true), inputs: [image]),
    Case(op: ResizeBilinear(size: Extent2D(1, 13), halfPixelCenters: true), inputs: [image]),
    Case(op: SpaceToBatchND(block: [3, 2], padding: [[1, 1], [0, 2]]), inputs: [image]),
    Case(op: SpaceToBatchND(block: [2], padding: [[1, 1]]), inputs: [.quantized([3, 4, 5], 1)]),
    Case(
      op: BatchToSpaceND(block: [2, 3], crops: [[1, 0], [2, 3]]),
      inputs: [.quantized([12, 3, 4, 2], 0.05)]),
    Case(op: SpaceToDepth(block: 2), inputs: [image]),
    Case(op: DepthToSpace(block: 2), inputs: [image]),
    Case(
      op: MirrorPad(padding: [[1, 0], [3, 2], [0, 5], [7, 1]], mode: .reflect), inputs: [image]),
    Case(
      op: MirrorPad(
        padding: [[2, 1], [0, 0], [1, 1], [4, 0], [0, 0], [1, 2]], mode: .symmetric),
      inputs: [deep]),
    Case(op: Pad(padding: [[1, 1], [1, 2], [0, 3], [2, 0]]), inputs: [image]),
    Case(op: Pad(padding: [[0, 0], [0, 1], [0, 0], [1, 0], [2, 0], [0, 0]]), inputs: [deep]),
    Case(
      op: Pad(padding: [[0, 0], [1, 2], [0, 3], [2, 0]]), inputs: [image],
      constants: [.quantized([1], 0.05, -10)]),
    Case(op: Reverse(axes: [1, -1]), inputs: [image]), Case(op: Reverse(axes: [0]), inputs: [deep]),
    Case(op: BroadcastTo(shape: [2, 3, 3, 4, 5, 2]), inputs: [deep]),
    Case(op: BroadcastTo(shape: [2, 5, 4, 3]), inputs: [.quantized([5, 1, 3], 0.05)]),
    Case(
      op: TransposeConv(
        stride: Extent2D(2, 3), padding: .same, size: Extent2D(8, 18), activation: .relu),
      inputs: [image], constants: [.quantized([3, 4, 5, 8], 0.02)], output: open, steps: 1.01),
    Case(
      op: TransposeConv(
        stride: Extent2D(1, 2), padding: .explicit(top: 1, bottom: 0, left: 2, right: 0),
        size: Extent2D(4, 11)), inputs: [image],
      constants: [
        TensorType(.int8, [2, 3, 3, 8], Quantization(scales: [0.01, 0.02], axis: 0)),
        TensorType(.int32, [2], Quantization(scales: [0.0005, 0.001], axis: 0)),
      ], output: open, steps: 1.01),
  ]
}

@Suite struct MovementTests {
  /// What costs nothing: only axes of extent 1 move, or nothing does.
  @Test(
    arguments: [
      (Transpose(permutation: [2, 0, 1, 3]), [3, 4, 1, 5], true),
      (Transpose(permutation: [0, 2, 1]), [3, 4, 5], false),
      (
        StridedSlice(begin: [0, 0], end: [0, 3], strides: [1, 1], shrinkAxisMask: 1), [1, 3], true
      ),
      (
        StridedSlice(begin: [0, 0], end: [0, 2], strides: [1, 1], shrinkAxisMask: 1), [1, 3], false
      ),
      (Slice(begin: [0, 0], size: [-1, 3]), [2, 3], true),
      (Reverse(axes: [0]), [1, 3], true), (Reverse(axes: [1]), [1, 3], false),
      (BroadcastTo(shape: [1, 2, 3]), [2, 3], true), (DepthToSpace(block: 1), [1, 2, 2, 3], true),
      (SpaceToDepth(block: 2), [1, 2, 2, 3], true), (SpaceToDepth(block: 2), [1, 2, 4, 3], false),
      (SpaceToBatchND(block: [2, 2], padding: [[0, 0], [0, 0]]), [1, 2, 2, 3], true),
      (Unpack(axis: 1), [2, 1, 3], true), (Unpack(axis: 1), [2, 3], false),
      (Pad(padding: [[0, 0]]), [2], true), (Pad(padding: [[0, 1]]), [2], false),
    ] as [(any Operator, [Int], Bool)])
  func `movements of nothing cost no bytes`(op: any Operator, shape: [Int], isWhole: Bool) throws {
    let input = TensorType.quantized(shape, 0.5)
    #expect((op.aliasing(of: [input]) == .whole) == isWhole)
    let graph = try TestGraph(op, inputs: [input]).graph
    for call in try op.lower(graph.tensors(graph.inputs), graph.tensors(graph.outputs)) {
      #expect(call.outputs.count == 1)
    }
  }

  /// Of `x = 0..<24` in shape `[2, 3, 4]`, as NumPy answers.
  @Test(arguments: [
    (
      "x[..., 1:3]", StridedSlice(begin: [0, 1], end: [0, 3], strides: [1, 1], ellipsisMask: 1),
      [2, 3, 2], [1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22]
    ),
    (
      "x[1, None, :, ::-2]",
      StridedSlice(
        begin: [1, 0, 0, 0], end: [2, 0, 0, 0], strides: [1, 1, 1, -2], beginMask: 12,
        endMask: 12, newAxisMask: 2, shrinkAxisMask: 1),
      [1, 3, 2], [15, 13, 19, 17, 23, 21]
    ),
    (
      "x[None, ..., None, 0]",
      StridedSlice(
        begin: [0, 0, 0, 0], end: [0, 0, 0, 1], strides: [1, 1, 1, 1], ellipsisMask: 2,
        newAxisMask: 5, shrinkAxisMask: 8),
      [1, 2, 3, 1], [0, 4, 8, 12, 16, 20]
    ),
    (
      "x[-1:0:-1, 5:0:-1]", StridedSlice(begin: [-1, 5], end: [0, 0], strides: [-1, -1]),
      [1, 2, 4], [20, 21, 22, 23, 16, 17, 18, 19]
    ),
  ])
  func `strided slices mean what Python means`(
    code: String, op: StridedSlice, shape: [Int], values: [Float]
  ) throws {
    let x = FloatTensor(shape: [2, 3, 4], values: (0..<24).map(Float.init))
    #expect(op.reference([x]) == [FloatTensor(shape: shape, values: values)], "\(code)")
    #expect(try op.outputTypes(for: [.quantized(x.shape, 1)])[0].shape == shape)
  }

  @Test func `elements of every width move whole`() throws {
    for element in ElementType.allCases where element != .int8 {
      let (input, bytes) = (TensorType(element, [2, 3, 2]), element.bytes)
      let graph = try TestGraph(Transpose(permutation: [2, 0, 1]), inputs: [input]).graph
      let compilation = try Compiler().compile(graph, modelSHA256: "")
      let values = (0..<12 * bytes).map { UInt8($0) }
      let outputs = try HostProgram(compilation.program).outputs(for: [values])
      let expected = (0..<2).flatMap { c in
        (0..<6).flatMap { pixel in (0..<bytes).map { UInt8((pixel * 2 + c) * bytes + $0) } }
      }
      #expect(outputs == [expected])
    }
  }

  /// Params begin with the counts of axes and of the digits of rows.
  @Test func `rows and columns that stay what they are count as one digit`() throws {
    func rowDigits(_ permutation: [Int]) throws -> Int32? {
      let graph = try TestGraph(
        Transpose(permutation: permutation), inputs: [.quantized([2, 3, 4, 2, 5], 1)]
      ).graph
      let calls = try Transpose(permutation: permutation)
        .lower(graph.tensors(graph.inputs), graph.tensors(graph.outputs))
      return calls.first?.params[1]
    }
    #expect(try rowDigits([0, 1, 2, 4, 3]) == 1)
    #expect(try rowDigits([0, 2, 1, 4, 3]) == 3)
    #expect(try rowDigits([1, 2, 0, 4, 3]) == 2)
  }

  @Test func `slices take part in rings`() throws {
    func window(_ op: any Operator, _ shape: [Int]) throws -> AxisWindow? {
      let graph = try TestGraph(op, inputs: [.quantized(shape, 1)]).graph
      let calls = try op.lower(graph.tensors(graph.inputs), graph.tensors(graph.outputs))
      return try #require(calls[0].windows.first)?.rows
    }
    let image = [2, 8, 4, 3]
    #expect(
      try window(Slice(begin: [0, 2, 1, 0], size: [2, 3, 2, 3]), image)
        == AxisWindow(stride: 1, before: -2, span: 1))
    #expect(
      try window(SpaceToDepth(block: 2), image) == AxisWindow(stride: 2, before: 0, span: 2))
    #expect(try window(Transpose(permutation: [0, 2, 1, 3]), image) == nil)
    #expect(try window(Reverse(axes: [1]), image) == nil)
    #expect(try window(Reverse(axes: [2]), image) == .identity)
    #expect(
      try window(DepthToSpace(block: 2), [1, 3, 4, 8])
        == AxisWindow(stride: 1, before: 0, span: 1, divisor: 2))
    #expect(
      try window(ResizeNearestNeighbor(size: Extent2D(20, 4)), image)
        == AxisWindow(stride: 2, before: 0, span: 1, divisor: 5))
  }

  @Test(
    arguments: [
      (
        Transpose(permutation: [0, 0]),
        "permutation: expected every axis of 0 to 1 once, found [0, 0]"
      ),
      (
        Slice(begin: [0, 2], size: [1, 2]),
        "begin and size of axis 1: expected a part of its 3 positions, found 2 and 2"
      ),
      (
        StridedSlice(begin: [2, 0], end: [2, 3], strides: [1, 1]),
        "begin, end and strides of axis 0: expected at least one of its 4 positions, found 2, 2, 1"
      ),
      (
        SplitV(axis: 1, sizes: [1, 1]),
        "sizes: expected at least 1 each, 3 positions in all, found [1, 1]"
      ),
      (
        BroadcastTo(shape: [4, 6]), "shape: expected one that [4, 3] repeats to fill, found [4, 6]"
      ),
      (
        MirrorPad(padding: [[4, 0], [0, 0]], mode: .reflect),
        "padding: expected [before, behind] for each axis of [4, 3], at most 1 less than it, found "
          + "[[4, 0], [0, 0]]"
      ),
      (Reverse(axes: [2]), "axis: expected -2 to 1, found 2"),
      (SpaceToDepth(block: 2), "input 0: expected rank 4, found rank 2"),
    ] as [(any Operator, String)])
  func `impossible movements are refused`(op: any Operator, message: String) {
    let error = #expect(throws: OperatorError.self) {
      try op.outputTypes(for: [.quantized([4, 3], 1)])
    }
    #expect(error?.description == message)
  }

  @Test func `constant indices outside the values are refused`() throws {
    let x = Tensor(name: "x", type: .quantized([3, 2], 1))
    let y = Tensor(name: "y", type: .quantized([1, 2], 1))
    let indices = Tensor(
      name: "i", type: TensorType(.int32, [1]), contents: .bytes([3, 0, 0, 0]))
    let error = #expect(throws: OperatorError.self) {
      try Gather(axis: 0).lower([x, indices], [y])
    }
    #expect(error?.description == "indices: expected 0 to 2, found 3")
  }
}
