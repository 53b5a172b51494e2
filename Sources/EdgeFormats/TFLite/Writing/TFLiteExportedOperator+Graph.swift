internal import EdgeIR

/// Why a graph has no file: node by node.
struct TFLiteExportError: Error {
  var nodes: [(index: Int, error: TFLiteError)]
}

extension TFLiteExportedOperator {
  /// Those whose first input is the handle of a variable.
  private static let accesses: Set = ["READ_VARIABLE", "ASSIGN_VARIABLE"]

  /// What the nodes become, one each.
  ///
  /// - Throws: every node that cannot be written.
  static func all(of graph: Graph) throws(TFLiteExportError) -> [TFLiteExportedOperator] {
    var operators: [TFLiteExportedOperator] = []
    var errors: [(index: Int, error: TFLiteError)] = []
    for (index, node) in graph.nodes.enumerated() {
      do throws(TFLiteError) {
        operators.append(try Self.make(node, of: graph))
      } catch {
        errors.append((index, error))
      }
    }
    guard errors.isEmpty else { throw TFLiteExportError(nodes: errors) }
    let handled = handledVariables(of: graph, operators)
    for (index, op) in operators.enumerated() {
      do throws(TFLiteError) {
        try op.check(graph.nodes[index], of: graph, handled)
      } catch {
        errors.append((index, error))
      }
    }
    guard errors.isEmpty else { throw TFLiteExportError(nodes: errors) }
    return operators
  }

  /// Variables that have a handle in a file: those that operators of their own read and assign.
  ///
  /// - Parameter operators: what the graph's nodes become.
  static func handledVariables(of graph: Graph, _ operators: [TFLiteExportedOperator])
    -> Set<TensorID>
  {
    let nodes = zip(graph.nodes, operators).filter { accesses.contains($1.name) }.map(\.0)
    return Set(nodes.map { $0.inputs[0] })
  }

  private static func make(_ node: Node, of graph: Graph) throws(TFLiteError)
    -> TFLiteExportedOperator
  {
    let name = type(of: node.op).name
    guard let row = TFLiteExportRow.all[name] else {
      throw .unsupported("a .tflite file has no \(name)")
    }
    return try row.convert(
      node.op,
      TFLiteExportNode(
        inputs: node.inputs.map { .tensor($0) }, inputTypes: graph.types(node.inputs),
        outputTypes: graph.types(node.outputs)))
  }

  /// Throws where a file would say something else than the graph.
  private func check(_ node: Node, of graph: Graph, _ handled: Set<TensorID>) throws(TFLiteError) {
    if !TFLiteSubgraph.conversions.contains(name),
      let id = (node.inputs + node.outputs).first(where: { graph[$0].type.isQuantizedUInt8 })
    {
      throw .unsupported(
        "\(graph[id].name.excerpt): of uint8, a .tflite file has what is quantized or dequantized; "
          + "compute on int8 and quantize at the ends")
    }
    let operands = node.inputs.dropFirst(Self.accesses.contains(name) ? 1 : 0)
    if let id = operands.first(where: handled.contains) {
      throw .unsupported(
        "variable \(graph[id].name.excerpt): in a .tflite file it is either read and assigned, or "
          + "an operand; read it first")
    }
  }
}
