internal import EdgeRuntime
internal import Glibc
internal import Synchronization

/// Threads that wait for jobs, each of which they divide with the thread that has it: whoever has
/// nothing to do takes the next part, so nobody waits for one that does not get a processor.
final class Workers: @unchecked Sendable {
  struct Job {
    var bands: Bands
    var step: Int
    var rows: Range<Int>
  }

  /// Parts nobody has taken yet, below the number of the job they are of. Written by `perform`,
  /// counted down by whoever takes one.
  private let ticket = Atomic<UInt64>(0)
  private static let partBits: UInt64 = 16
  private static let partMask: UInt64 = 1 << partBits - 1
  /// Parts of the job that are not done.
  private let unfinished = Atomic<Int>(0)
  private let asleep = Atomic<Int>(0)
  private let isStopping = Atomic<Bool>(false)
  private let allocated = Atomic<Int>(0)

  /// Written while no part is unfinished, read by those who have taken one.
  private let job = UnsafeMutablePointer<(job: Job?, parts: Int)>.allocate(capacity: 1)
  private let bell = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private let countAllocations: @Sendable () -> Int
  private let threadCount: Int
  /// At the ticket, before a thread goes to sleep.
  private let looks: Int
  private var threads: [pthread_t] = []

  /// Starts a thread fewer than there are to be; fewer than that where the system has no more.
  init(_ threading: Threading) {
    job.initialize(to: (nil, 0))
    bell.initialize(to: sem_t())
    sem_init(bell, 0, 0)
    countAllocations = threading.countAllocations
    threadCount = threading.count
    let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    looks = threading.count <= processors ? Self.looksBeforeSleep : 0
    for _ in 1..<threading.count { start() }
  }

  deinit {
    sem_destroy(bell)
    bell.deallocate()
    job.deallocate()
  }

  var allocations: Int { allocated.load(ordering: .relaxed) }

  /// Computes all rows of a job, and returns when they are done.
  ///
  /// - Precondition: no other job is being performed.
  func perform(_ next: Job) {
    let parts = min(threadCount, next.rows.count)
    job.pointee = (next, parts)
    unfinished.store(parts, ordering: .relaxed)
    let number = (ticket.load(ordering: .relaxed) >> Self.partBits) &+ 1
    ticket.store(
      number << Self.partBits | UInt64(parts), ordering: .sequentiallyConsistent)
    for _ in 0..<min(asleep.load(ordering: .sequentiallyConsistent), parts - 1) { sem_post(bell) }
    while let part = take() { compute(part) }
    var waited = 0
    while unfinished.load(ordering: .acquiring) > 0 {
      waited += 1
      if waited > Self.looksBeforeYielding { sched_yield() }
    }
  }

  /// Ends all threads, which must have nothing to do.
  func stop() {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    for _ in threads { sem_post(bell) }
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Some 500 µs, where there is a processor for every thread: on a virtual machine it takes longer
  /// to wake one than to compute a small network.
  private static let looksBeforeSleep = 500_000
  private static let looksBeforeYielding = 1000

  private func start() {
    var thread = pthread_t()
    let own = Unmanaged.passRetained(self)
    let status = pthread_create(&thread, nil, Self.main, own.toOpaque())
    if status == 0 { threads.append(thread) } else { own.release() }
  }

  private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    if let workers = $0 { Unmanaged<Workers>.fromOpaque(workers).takeRetainedValue().work() }
    return nil
  }

  private func work() {
    var before = countAllocations()
    while let part = awaitPart() {
      compute(part) {
        let after = countAllocations()
        allocated.add(after - before, ordering: .relaxed)
        before = after
      }
    }
  }

  private func compute(_ part: Int, done: () -> Void = {}) {
    let (next, parts) = job.pointee
    if let next {
      let rows = next.rows
      let first = rows.lowerBound + rows.count * part / parts
      let end = rows.lowerBound + rows.count * (part + 1) / parts
      next.bands.compute(step: next.step, rows: first..<end)
    }
    done()
    unfinished.subtract(1, ordering: .releasing)
  }

  /// The index of a part that is now the caller's; nil where all are taken.
  private func take() -> Int? {
    var seen = ticket.load(ordering: .acquiring)
    while seen & Self.partMask > 0 {
      let (isOurs, found) = ticket.weakCompareExchange(
        expected: seen, desired: seen - 1, ordering: .acquiring)
      if isOurs { return Int(seen & Self.partMask) - 1 }
      seen = found
    }
    return nil
  }

  /// Waits for a part, first awake, then asleep; nil when there will be none.
  private func awaitPart() -> Int? {
    while true {
      for _ in 0...looks {
        if let part = take() { return part }
        if isStopping.load(ordering: .relaxed) { return nil }
      }
      sleep()
    }
  }

  /// Of what `perform` writes and then looks at, and this the other way round, one sees the
  /// other's.
  private func sleep() {
    asleep.add(1, ordering: .sequentiallyConsistent)
    let parts = ticket.load(ordering: .sequentiallyConsistent) & Self.partMask
    if parts == 0, !isStopping.load(ordering: .sequentiallyConsistent) { sem_wait(bell) }
    asleep.subtract(1, ordering: .sequentiallyConsistent)
  }
}
