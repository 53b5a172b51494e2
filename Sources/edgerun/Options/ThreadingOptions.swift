import ArgumentParser
import CAllocationCounter
import EdgeCompiler

/// What commands ask for that run a model.
struct ThreadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Threads that compute rows of large steps at the same time, 1 to \(Self.most); the bytes and \
      the arena are the same with any. Steps in streams, and rows that lie over what they are made \
      from, are computed by one: --level order divides the most. Slower than one thread where others \
      hold the processors.
      """, valueName: "n"))
  var threads = 1

  func validate() throws {
    guard (1...Self.most).contains(threads) else {
      throw ValidationError("--threads: expected 1 to \(Self.most), found \(threads)")
    }
  }

  private static let most = 64

  func threading(_ compilation: Compilation) -> Threading {
    Threading(
      count: threads, macs: compilation.plan.steps.map(\.macs),
      countAllocations: { er_allocations_on_this_thread() })
  }
}
