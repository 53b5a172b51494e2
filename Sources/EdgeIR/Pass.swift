/// A rewriting of the graph that changes no output bit.
package protocol Pass: Sendable {
  static var name: String { get }
  /// Rewrites `graph` and returns whether anything changed. The result passes `Graph.verify`.
  func run(on graph: inout Graph) -> Bool
}
