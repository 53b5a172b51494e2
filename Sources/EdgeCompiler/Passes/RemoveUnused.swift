package import EdgeIR

/// Drops nodes whose results nobody reads, and tensors that no node names.
package struct RemoveUnused: Pass {
  package static let name = "remove unused nodes"

  package init() {}

  package func run(on graph: inout Graph) -> Bool { graph.removeUnused() }
}
