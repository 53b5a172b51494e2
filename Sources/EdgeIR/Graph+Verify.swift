extension Graph {
  /// Every independent reason why this graph cannot be compiled; empty when there is none.
  ///
  /// - Complexity: O(tensors + edges), apart from each operator's own inference.
  package func verify() -> [GraphError] {
    let structural = tensorErrors() + interfaceErrors() + writerErrors() + orderErrors()
    return structural.isEmpty ? typeErrors() : structural
  }

  /// The node that writes each tensor, the first one if there are several.
  package func writers() -> [Int?] {
    var writers = [Int?](repeating: nil, count: tensors.count)
    for (index, node) in nodes.enumerated() {
      for id in node.outputs where writers[id.index] == nil { writers[id.index] = index }
    }
    return writers
  }

  private func tensorErrors() -> [GraphError] {
    tensors.enumerated().compactMap { index, tensor in
      tensorError(tensor).map { GraphError(.tensor(TensorID(index)), $0) }
    }
  }

  private func tensorError(_ tensor: Tensor) -> GraphError.Cause? {
    let type = tensor.type
    guard Limits.rank.contains(type.shape.count) else {
      return .invalidTensor(expected: "rank 1 to 6", found: "rank \(type.shape.count)")
    }
    guard let bytes = Limits.bytes(of: type.element, shape: type.shape) else {
      return .invalidTensor(
        expected: "extents of 1 to \(Limits.dimension), at most \(Limits.tensorBytes) bytes in all",
        found: "shape \(type.shape)")
    }
    if tensor.isVariable, tensor.contents == nil { return .variableWithoutContents }
    if case .bytes(let contents) = tensor.contents, contents.count != bytes {
      return .invalidTensor(expected: "\(bytes) bytes of contents", found: "\(contents.count)")
    }
    return type.quantization.flatMap { quantizationError($0, type) }
  }

  private func quantizationError(_ quantization: Quantization, _ type: TensorType)
    -> GraphError.Cause?
  {
    if let scale = quantization.scales.first(where: { !Quantization.isAcceptable(scale: $0) }) {
      return .invalidTensor(
        expected: "scales above 0, normal, at most \(Quantization.largestScale)", found: "\(scale)")
    }
    guard let range = type.element.quantizedRange else {
      return .invalidTensor(expected: "no quantization for \(type.element)", found: "one")
    }
    if let zeroPoint = quantization.zeroPoints.first(where: { !range.contains(Int($0)) }) {
      return .invalidTensor(expected: "zero points in \(range)", found: "\(zeroPoint)")
    }
    if type.element == .int32, let zeroPoint = quantization.zeroPoints.first(where: { $0 != 0 }) {
      return .invalidTensor(expected: "zero point 0 for int32", found: "\(zeroPoint)")
    }
    return axisError(quantization, type)
  }

  private func axisError(_ quantization: Quantization, _ type: TensorType) -> GraphError.Cause? {
    guard let axis = quantization.axis else {
      return quantization.scales.count == 1
        ? nil : .invalidTensor(expected: "one scale", found: "\(quantization.scales.count)")
    }
    guard type.shape.indices.contains(axis) else {
      return .invalidTensor(
        expected: "a quantization axis of 0 to \(type.shape.count - 1)", found: "\(axis)")
    }
    guard quantization.scales.count == type.shape[axis] else {
      return .invalidTensor(
        expected: "\(type.shape[axis]) scales, one for each channel of axis \(axis)",
        found: "\(quantization.scales.count)")
    }
    return nil
  }

  private func interfaceErrors() -> [GraphError] {
    let written = writers()
    var errors: [GraphError] = outputs.isEmpty ? [GraphError(.graph, .noOutputs)] : []
    for list in [inputs, outputs] {
      var seen = Set<TensorID>()
      for id in list where !seen.insert(id).inserted {
        errors.append(GraphError(.tensor(id), .listedTwice(self[id].name)))
      }
    }
    for id in inputs where self[id].contents != nil {
      errors.append(GraphError(.tensor(id), .inputIsConstant(self[id].name)))
    }
    for id in outputs where written[id.index] == nil {
      let isFed = self[id].contents != nil || inputs.contains(id)
      errors.append(
        GraphError(
          .tensor(id),
          isFed ? .outputNotComputed(self[id].name) : .outputUnwritten(self[id].name)))
    }
    return errors
  }

  private func writerErrors() -> [GraphError] {
    let fed = Set(inputs)
    var first = [String?](repeating: nil, count: tensors.count)
    var errors: [GraphError] = []
    for (index, node) in nodes.enumerated() {
      let read = Set(node.inputs)
      for id in node.outputs {
        let name = self[id].name
        if fed.contains(id) { errors.append(GraphError(.node(index), .writesInput(name))) }
        if self[id].contents != nil {
          errors.append(GraphError(.node(index), .writesConstant(name)))
        }
        if let writer = first[id.index] {
          errors.append(GraphError(.node(index), .writtenTwice(name, first: writer)))
        }
        if read.contains(id) {
          errors.append(GraphError(.node(index), .readsOwnOutput(name)))
        }
        first[id.index] = node.name
      }
    }
    return errors
  }

  private func orderErrors() -> [GraphError] {
    let writers = writers()
    var available = Set(inputs)
    var errors: [GraphError] = []
    var late: [GraphError] = []
    for (index, node) in nodes.enumerated() {
      for id in Set(node.inputs).sorted() where self[id].contents == nil && !available.contains(id)
      {
        guard let writer = writers[id.index] else {
          errors.append(GraphError(.node(index), .readsUnwritten(self[id].name)))
          continue
        }
        guard writer != index else { continue }
        late.append(
          GraphError(
            .node(index), .readsBeforeWritten(self[id].name, writer: nodes[writer].name)))
      }
      available.formUnion(node.outputs)
    }
    guard !late.isEmpty, let cycle = findCycle(writers) else { return errors + late }
    let names = cycle.prefix(8).map { nodes[$0].name } + (cycle.count > 8 ? ["…"] : [])
    return errors + [GraphError(.node(cycle[0]), .cycle(names + [nodes[cycle[0]].name]))]
  }

  /// The nodes of one cycle, in the order data flows; nil when there is none.
  private func findCycle(_ writers: [Int?]) -> [Int]? {
    var remaining = nodes.map { node in
      Set(node.inputs.compactMap { writers[$0.index] }).count
    }
    var readers = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for writer in Set(node.inputs.compactMap { writers[$0.index] }) {
        readers[writer].append(index)
      }
    }
    var ready = nodes.indices.filter { remaining[$0] == 0 }
    while let node = ready.popLast() {
      for reader in readers[node] {
        remaining[reader] -= 1
        if remaining[reader] == 0 { ready.append(reader) }
      }
    }
    guard var node = nodes.indices.first(where: { remaining[$0] > 0 }) else { return nil }
    var path: [Int] = []
    var visited = Set<Int>()
    while visited.insert(node).inserted {
      path.append(node)
      let stuck = nodes[node].inputs.lazy.compactMap { writers[$0.index] }
      node = stuck.first { remaining[$0] > 0 } ?? node
    }
    return Array(path[path.firstIndex(of: node)!...].reversed())
  }

  private func typeErrors() -> [GraphError] {
    nodes.enumerated().flatMap { index, node in
      typeErrors(of: node).map { GraphError(.node(index), $0) }
    }
  }

  private func typeErrors(of node: Node) -> [GraphError.Cause] {
    let accepted = type(of: node.op).inputCount
    guard accepted.contains(node.inputs.count) else {
      return [.operator(.inputCount(expected: accepted, found: node.inputs.count))]
    }
    do throws(OperatorError) {
      for position in type(of: node.op).variableInputs
      where node.inputs.indices.contains(position) && !self[node.inputs[position]].isVariable {
        throw .notVariable(input: position)
      }
      let inferred = try node.op.outputTypes(for: types(node.inputs))
      guard inferred.count == node.outputs.count else {
        throw .outputCount(expected: inferred.count, found: node.outputs.count)
      }
      return zip(node.outputs, inferred).compactMap { id, expected in
        mismatch(declared: self[id], inferred: expected)
      }
    } catch {
      return [.operator(error)]
    }
  }

  private func mismatch(declared: Tensor, inferred: TensorType) -> GraphError.Cause? {
    let type = declared.type
    let agrees =
      type.element == inferred.element && type.shape == inferred.shape
      && (inferred.quantization == nil || type.quantization == inferred.quantization)
    return agrees
      ? nil
      : .declaredType(
        tensor: declared.name, expected: inferred.description, found: type.description)
  }
}
