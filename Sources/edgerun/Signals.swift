import Foundation

/// What the process makes of signals.
enum Signals {
  /// A pipe without a reader and a file beyond its limit are errors of a write, not the end of the
  /// process.
  static func leaveFailuresToWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Keeps those that end the process from ending it before `body` is done: files are replaced whole
  /// or not at all, and nothing is left beside them.
  static func whileHeld<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    var (held, before) = (sigset_t(), sigset_t())
    sigemptyset(&held)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&held, number) }
    pthread_sigmask(SIG_BLOCK, &held, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try body()
  }
}
