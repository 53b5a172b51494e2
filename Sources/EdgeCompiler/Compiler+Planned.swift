package import EdgeIR
package import EdgePlanning

extension Compiler {
  /// The program of a graph on whole tensors, as somebody else orders and places its steps.
  ///
  /// - Parameters:
  ///   - graph: passes `verify`.
  ///   - sharing: whether steps may lay outputs over inputs that die, where joins are never put
  ///     together.
  ///   - planned: an order and a layout of the problem.
  /// - Throws: what the kernels cannot do, or why the layout is wrong.
  package func program(
    _ graph: Graph, sharing: Bool, planned: (MemoryProblem) -> (schedule: Schedule, layout: Layout)
  ) throws(CompileError) -> [UInt8] {
    let graph = graph.withZerosForMissingContents
    let choice = sharing ? StorageChoice(everythingIn: graph) : StorageChoice()
    let candidate = Candidate(
      Binding(try Lowering(graph, for: target), choice), alignment: alignment, sharing: sharing,
      planned: planned)
    do throws(LayoutError) {
      try candidate.layout.verify(candidate.view.problem, order: candidate.schedule.order)
    } catch {
      throw .layout(error)
    }
    return try Linker(candidate).program(modelSHA256: "")
  }
}
