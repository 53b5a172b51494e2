internal import EdgeIR

/// An operator of the file, as its row sees it. Positions count the operator's inputs and outputs.
struct TFLiteNode {
  let inputs: [TFLiteOperand?]
  let outputs: [TFLiteOperand]
  let options: TFLiteOptions

  /// The tensor at an input that must be there.
  func input(_ position: Int) throws(TFLiteError) -> TFLiteTensor {
    guard let input = try optionalInput(position) else {
      throw TFLiteError("input \(position): expected a tensor, found none")
    }
    return input
  }

  /// The tensor at an input that may be absent: beyond the list, or -1 in it.
  func optionalInput(_ position: Int) throws(TFLiteError) -> TFLiteTensor? {
    guard inputs.indices.contains(position) else { return nil }
    return try inputs[position]?.tensor.get()
  }

  func output(_ position: Int = 0) throws(TFLiteError) -> TFLiteTensor {
    guard outputs.indices.contains(position) else {
      throw TFLiteError("output \(position): expected a tensor, found none")
    }
    return try outputs[position].tensor.get()
  }

  /// The elements of an input that is a constant of int32 or int64, to become an attribute.
  func integers(_ position: Int, _ what: String) throws(TFLiteError) -> [Int] {
    let tensor = try input(position)
    if let integers = tensor.integers { return integers }
    guard tensor.contents == nil else {
      throw TFLiteError("\(what): expected int32 or int64, found \(tensor.type.element)")
    }
    throw .unsupported("\(what): edgerun needs a constant, found \"\(tensor.name)\", computed")
  }

  /// The one element of such an input.
  func integer(_ position: Int, _ what: String) throws(TFLiteError) -> Int {
    let integers = try integers(position, what)
    guard integers.count == 1 else {
      throw TFLiteError("\(what): expected one number, found \(integers.count)")
    }
    return integers[0]
  }

  /// The operator as a node that reads the tensors at these positions, in this order.
  func mapping(_ op: any Operator, inputs positions: [Int]) throws(TFLiteError) -> TFLiteMapping {
    var mapping = TFLiteMapping(op: op, inputs: [])
    for position in positions { mapping.inputs.append(try operand(position)) }
    return mapping
  }

  /// As `mapping`, for an operator that takes integers as they are, whatever they stand for: what
  /// it reads is read in the quantisation of what it writes.
  func rawMapping(_ op: any Operator, inputs positions: [Int]) throws(TFLiteError)
    -> TFLiteMapping
  {
    let target = try output().type
    var mapping = TFLiteMapping(op: op, inputs: [])
    for position in positions {
      let type = try input(position).type
      let differs = type.element == target.element && type.quantization != target.quantization
      let isKnown = type.quantization != nil && type.quantization?.axis == nil
      mapping.inputs.append(
        try operand(position, as: differs && isKnown ? target.quantization : nil))
    }
    return mapping
  }

  /// - Parameter quantization: what to read the tensor's integers as, unless as the file says.
  func operand(_ position: Int, as quantization: Quantization? = nil) throws(TFLiteError)
    -> TFLiteMapping.Operand
  {
    _ = try input(position)
    guard let input = inputs[position] else {
      throw TFLiteError("input \(position): expected a tensor, found none")
    }
    return TFLiteMapping.Operand(tensor: input.index, quantization: quantization)
  }
}

/// A tensor an operator lists.
struct TFLiteOperand {
  /// In the file.
  var index: Int
  /// Or why it cannot be used.
  var tensor: Result<TFLiteTensor, TFLiteError>
}
