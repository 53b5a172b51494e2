package import EdgeIR
package import EdgePlanning

/// Why a graph has no program.
package enum CompileError: Error, Sendable {
  /// What the kernels cannot do, node by node.
  case unloweredNodes([GraphError])
  /// A part of the program exceeds what its offsets can count.
  case tooLarge(region: String, bytes: Int, limit: Int)
  /// A pass left a graph that does not verify.
  case pass(String, [GraphError])
  /// The checker rejected the planner's own layout.
  case layout(LayoutError)
}
