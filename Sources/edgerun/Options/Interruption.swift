import Foundation
import Synchronization

/// Ctrl-C during a search: the first ends it with the best that was found, a second the process.
struct Interruption: Sendable {
  private static let isAsked = Atomic(false)
  private static let ignored = 1

  /// What was to be done before.
  private let handler: sighandler_t?

  /// Begins to listen, unless the process is to ignore it, as those in a script's background are.
  init() {
    Self.isAsked.store(false, ordering: .relaxed)
    handler = signal(SIGINT) { _ in
      if Interruption.isAsked.exchange(true, ordering: .relaxed) { _exit(130) }
    }
    if unsafeBitCast(handler, to: Int.self) == Self.ignored { signal(SIGINT, handler) }
  }

  /// Whether a search has to end, be it for lack of time.
  func isDue(or deadline: Deadline? = nil) -> @Sendable () -> Bool {
    guard let deadline else { return { Self.wasAsked } }
    let isOver = deadline.isOver
    return { Self.wasAsked || isOver() }
  }

  private static var wasAsked: Bool { isAsked.load(ordering: .relaxed) }

  /// Stops listening; whether there was a Ctrl-C.
  @discardableResult func end() -> Bool {
    signal(SIGINT, handler)
    return Self.wasAsked
  }

  static func note() {
    Console.note("interrupted: this is the best that was found until then")
  }
}
