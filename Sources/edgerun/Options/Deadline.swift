import ArgumentParser

/// When a search that was given a time has to end.
struct Deadline: Sendable {
  private let end: ContinuousClock.Instant

  /// Nil where no time was given.
  init?(seconds: Double?) {
    guard let seconds else { return nil }
    end = .now + .seconds(seconds)
  }

  var isOver: @Sendable () -> Bool { { [end] in ContinuousClock.now >= end } }

  static func check(_ seconds: Double?) throws {
    guard let seconds, !(0...86_400).contains(seconds) else { return }
    throw ValidationError("expected a time limit of 0 to 86400 seconds, found \(seconds)")
  }
}
