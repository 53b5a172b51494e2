internal import EdgeIR
internal import EdgeRuntime

/// What the steps of a binding need and make, row by row.
struct RowFlow {
  /// Rows of one tensor that a step reads: for its row `y`, `window` around `y`, inside the tensor;
  /// all of one whose elements it sees in other rows.
  struct Need: Hashable {
    var tensor: TensorID
    var window: AxisWindow
    /// Rows of the tensor.
    var extent: Int
    /// Whether the tensor must lie in one piece.
    var isWhole = false

    /// Rows of the tensor that must be there before row `y` can be computed.
    func end(_ y: Int) -> Int { window.needs(y, extent: extent).upperBound }

    /// The first row that row `y` or a later one needs.
    func first(_ y: Int) -> Int { min(max(window.first(y), 0), extent) }

    /// Before row `y`, `(y * stride + reach) / divisor` rows must be there: as plans state it.
    var reach: Int { window.span * window.divisor - window.before }

    /// Whether a plan can state it: its numbers have 31 bits.
    var isExpressible: Bool {
      max(window.stride, window.divisor, abs(reach)) <= Int(Int32.max)
    }
  }

  struct Member {
    var rows: Int
    /// Each once.
    var needs: [Need]
    /// Each once, ascending.
    var outputs: [TensorID]
  }

  /// By step; nil for steps that need whole tensors.
  let members: [Member?]
  /// By tensor: rows and bytes of a row, of tensors that consist of one image.
  let shapes: [(rows: Int, bytes: Int)?]

  init(_ binding: Binding) {
    let shapes = binding.graph.tensors.map(Self.shape)
    self.shapes = shapes
    members = binding.steps.map { Self.member($0, binding.graph, shapes) }
  }

  private static func shape(_ tensor: Tensor) -> (rows: Int, bytes: Int)? {
    let shape = tensor.type.shape
    let padded = Array(repeating: 1, count: max(0, 4 - shape.count)) + shape
    guard padded.dropLast(3).allSatisfy({ $0 == 1 }), !tensor.isVariable else { return nil }
    let rows = padded[padded.count - 3]
    guard rows <= ProgramFormat.streamRows else { return nil }
    return (rows, tensor.type.bytes / rows)
  }

  private static func member(
    _ step: Binding.Step, _ graph: Graph, _ shapes: [(rows: Int, bytes: Int)?]
  ) -> Member? {
    let call = step.call
    guard call.images == 1, !call.outputs.contains(where: \.isVariable) else { return nil }
    var needs: [Need] = []
    for (index, operand) in call.inputs.enumerated() {
      let tensor = step.inputs[index]
      guard graph[tensor].contents == nil else { continue }
      guard let window = call.windows[index], let shape = shapes[tensor.index] else { return nil }
      let isByRows = beginsWithFirstRow(operand, shape)
      let all = AxisWindow(stride: 0, before: 0, span: shape.rows)
      let need = Need(
        tensor: tensor, window: isByRows ? window.rows : all, extent: shape.rows,
        isWhole: !isByRows)
      guard need.isExpressible else { return nil }
      needs.append(need)
    }
    for (operand, tensor) in zip(call.outputs, step.outputs) {
      guard let shape = shapes[tensor.index], beginsWithFirstRow(operand, shape),
        operand.rows == shape.rows, call.rows == shape.rows
      else { return nil }
    }
    if call.readsRowBefore {
      needs += step.outputs.map { output in
        let before = AxisWindow(stride: 1, before: 1, span: 1)
        return Need(tensor: output, window: before, extent: call.rows)
      }
    }
    var known: Set<Need> = []
    return Member(
      rows: call.rows, needs: needs.filter { known.insert($0).inserted },
      outputs: Set(step.outputs).sorted())
  }

  /// Whether the operand's rows are rows of the tensor, from the first on.
  private static func beginsWithFirstRow(_ operand: Operand, _ shape: (rows: Int, bytes: Int))
    -> Bool
  {
    guard operand.rowBytes == shape.bytes || operand.rows == 1 && shape.rows == 1 else {
      return false
    }
    let row = operand.offsetBytes + (operand.width - 1) * operand.pixelBytes + operand.channels
    return row <= shape.bytes && operand.rows <= shape.rows
  }
}
