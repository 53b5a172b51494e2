/// How far the compiler goes for memory. Every level adds to the one before; all give the same
/// output bytes.
package enum Level: String, CaseIterable, Codable, Sendable {
  /// The file's order, whole tensors.
  case file
  /// The best order, whole tensors, no sharing.
  case order
  /// The best order of the graph as rewritten: what is concatenated stays apart or is written in
  /// place, and outputs lie over inputs that die.
  case rewrite
  /// Where that needs less, or the budget asks for it, operators run together row by row.
  case stream

  /// What a proof speaks of: at the higher levels other rewritings or streams might need less.
  package var isProofForAllPlans: Bool { self == .file || self == .order }
}
