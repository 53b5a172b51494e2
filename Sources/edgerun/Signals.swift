import Foundation

/// What the process makes of signals.
enum Signals {
  /// Those that end the process from outside.
  private static var ending: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
    return set
  }

  /// A pipe without a reader and a file beyond its limit are errors of a write, not the end of the
  /// process; what is to end it does so, also where whoever began it blocks signals.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    var set = ending
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Keeps those that end the process from ending it before `body` is done: files are replaced
  /// whole or not at all, and nothing is left beside them.
  static func whileHeld<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    var (held, before) = (ending, sigset_t())
    pthread_sigmask(SIG_BLOCK, &held, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try body()
  }
}
