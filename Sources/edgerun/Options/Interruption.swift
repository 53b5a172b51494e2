import Foundation
import Synchronization

/// Ctrl-C during a search: the first ends it with the best that was found, a second the process.
struct Interruption: Sendable {
  private static let isAsked = Atomic(false)

  /// Begins to listen.
  init() {
    Self.isAsked.store(false, ordering: .relaxed)
    signal(SIGINT) { _ in
      if Interruption.isAsked.exchange(true, ordering: .relaxed) { _exit(130) }
    }
  }

  /// Whether a search has to end, be it for lack of time.
  func isDue(or deadline: Deadline? = nil) -> @Sendable () -> Bool {
    guard let deadline else { return { Self.wasAsked } }
    let isOver = deadline.isOver
    return { Self.wasAsked || isOver() }
  }

  private static var wasAsked: Bool { isAsked.load(ordering: .relaxed) }

  /// Stops listening, and says whether the search was cut short.
  func end() {
    signal(SIGINT, SIG_DFL)
    guard Self.wasAsked else { return }
    Console.note("interrupted: this is the best that was found until then")
  }
}
