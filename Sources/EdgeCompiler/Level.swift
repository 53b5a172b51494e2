/// How far the compiler goes for memory. Every level adds to the one before; all give the same
/// output bytes.
package enum Level: String, CaseIterable, Codable, Sendable {
  /// The file's order, whole tensors.
  case file
  /// The best order, whole tensors, no sharing.
  case order
}
