/// How many threads run a program, and which steps they divide among themselves.
package struct Threading: Sendable {
  /// With the one that asks for a run.
  package var count: Int
  /// Multiply-accumulates by position of the schedule; none are known where it is empty.
  package var macs: [Int]
  /// The least that a step must have to do, in multiply-accumulates, to be divided.
  package var leastWork: Int
  /// How often the calling thread has allocated so far.
  package var countAllocations: @Sendable () -> Int

  /// By default one thread, and what takes several times as long as telling another one of it.
  package init(
    count: Int = 1, macs: [Int] = [], leastWork: Int = 200_000,
    countAllocations: @escaping @Sendable () -> Int = { 0 }
  ) {
    self.count = count
    self.macs = macs
    self.leastWork = leastWork
    self.countAllocations = countAllocations
  }

  /// What a byte of output takes beside its multiply-accumulates, counted as such.
  static let macsPerByte = 16
}
