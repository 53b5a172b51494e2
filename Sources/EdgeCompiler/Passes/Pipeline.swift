package import EdgeIR

/// The passes in order, run until none of them finds anything more to do.
package struct Pipeline: Sendable {
  package var passes: [any Pass]

  package init(_ passes: [any Pass]) { self.passes = passes }

  /// Every pass there is.
  package static let standard = Pipeline([
    RemoveUnused(),
    FoldIdentities(),
    FoldMovements(),
    ComposeLookups(),
    FoldActivations(),
    FoldPads(),
    RemoveDeadChannels(),
  ])

  /// What one pass came to, over all its runs.
  package struct Change: Hashable, Codable, Sendable {
    package var pass: String
    package var nodesRemoved: Int
    /// Multiply-accumulates of a run of the graph.
    package var macsSaved: Int
  }

  /// Rewrites `graph`, which passes `verify`, so that no output bit changes.
  ///
  /// Constants whose contents are missing stay as they are: run this before they become zeros.
  /// - Returns: the passes that changed anything, in order.
  /// - Throws: `CompileError.pass` where a pass breaks the graph: an error of our own.
  package func run(on graph: inout Graph) throws(CompileError) -> [Change] {
    var changes = passes.map { Change(pass: type(of: $0).name, nodesRemoved: 0, macsSaved: 0) }
    var changed = Set<Int>()
    var isDone = false
    while !isDone {
      isDone = true
      for (index, pass) in passes.enumerated() {
        let (nodes, macs) = (graph.nodes.count, graph.macs)
        guard pass.run(on: &graph) else { continue }
        let errors = graph.verify()
        guard errors.isEmpty else { throw .pass(changes[index].pass, errors) }
        changes[index].nodesRemoved += nodes - graph.nodes.count
        changes[index].macsSaved += macs - graph.macs
        changed.insert(index)
        isDone = false
      }
    }
    return changed.sorted().map { changes[$0] }
  }
}

extension [Pipeline.Change] {
  /// With further changes, those of one pass put together.
  func adding(_ changes: [Pipeline.Change]) -> [Pipeline.Change] {
    changes.reduce(into: self) { sum, change in
      guard let index = sum.firstIndex(where: { $0.pass == change.pass }) else {
        return sum.append(change)
      }
      sum[index].nodesRemoved += change.nodesRemoved
      sum[index].macsSaved += change.macsSaved
    }
  }
}
