import EdgeIR

/// A graph in Graphviz' language: nodes are operators, edges are tensors.
struct DotText {
  private let graph: Graph

  init(_ graph: Graph) { self.graph = graph }

  var text: String {
    let writers = graph.writers()
    let inputs = graph.inputs.map { "  \(quoted("in:" + graph[$0].name)) [shape=oval];" }
    let nodes = graph.nodes.map { node in
      let label = node.name + "\n" + type(of: node.op).name
      return "  \(quoted(node.name)) [shape=box, label=\(quoted(label))];"
    }
    let edges = graph.nodes.flatMap { node in
      node.inputs.filter { graph[$0].contents == nil }.map { id in
        let source = writers[id.index].map { graph.nodes[$0].name } ?? "in:" + graph[id].name
        let label = graph[id].type.shape.map(String.init).joined(separator: "x")
        return "  \(quoted(source)) -> \(quoted(node.name)) [label=\(quoted(label))];"
      }
    }
    return (["digraph \(quoted(graph.name)) {"] + inputs + nodes + edges + ["}", ""])
      .joined(separator: "\n")
  }

  private func quoted(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\"", "\\": escaped += "\\\(character)"
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
    return "\"\(escaped)\""
  }
}
