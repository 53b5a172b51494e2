package import EdgeIR
internal import EdgeOperators

/// Removes channels that make no difference: constant ones, whose part in the sums that read them
/// becomes bias, and those no weight reads. They go from the node that computes them to the nodes
/// that read them, through all nodes in between that work channel by channel.
package struct RemoveDeadChannels: Pass {
  package static let name = "remove dead channels"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    guard graph.nodes.contains(where: { $0.op is any WeightedOperator }) else { return false }
    let ranges = ChannelRanges(graph)
    var demand = ChannelDemand(graph, ranges)
    let kept = graph.tensors.indices.map { demand.kept(TensorID($0)) }
    let isShrunk = zip(graph.tensors, kept).map { $0.type.channels > $1.count && !$0.isConstant }
    guard isShrunk.contains(true) else { return false }
    var removal = ChannelRemoval(graph, ranges, kept)
    for (index, node) in graph.nodes.enumerated()
    where (node.inputs + node.outputs).contains(where: { isShrunk[$0.index] }) {
      removal.shrink(index)
    }
    for index in graph.tensors.indices where isShrunk[index] {
      removal.graph.tensors[index].type = removal.type(TensorID(index))
    }
    graph = removal.graph
    graph.removeUnused()
    return true
  }
}
