/// The processors that a program's constants are laid out for. Every program runs everywhere.
package enum Target: String, CaseIterable, Sendable {
  /// Constants as models have them.
  case portable
  /// Constants packed for dot products of four bytes, as x86-64 has them.
  case x86

  /// The processor this was compiled for.
  package static var host: Target {
    #if arch(x86_64)
      .x86
    #else
      .portable
    #endif
  }
}
