/// Sets of finished steps, each once, in flat storage: an open-addressing hash table over bit sets
/// of any width.
struct StateTable {
  let words: Int
  private(set) var count = 0
  /// Per state the bits of `done`, then of `ready`.
  private var bits: [UInt64] = []
  private var lives: [Int] = []
  private var hashes: [UInt64] = []
  private var depths: [Int32] = []
  /// Indices of states; -1 is free. A power of two.
  private var slots = [Int32](repeating: -1, count: 1024)

  init(words: Int) { self.words = words }

  /// The index of `progress`, and whether it is new.
  mutating func insert(_ progress: borrowing Progress) -> (index: Int, isNew: Bool) {
    if 2 * count >= slots.count { grow() }
    var slot = Int(truncatingIfNeeded: progress.hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if hashes[index] == progress.hash, isEqual(index, progress) { return (index, false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(count)
    bits += progress.done
    bits += progress.ready
    lives.append(progress.live)
    hashes.append(progress.hash)
    depths.append(Int32(progress.depth))
    count += 1
    return (count - 1, true)
  }

  /// Makes `progress` the state at `index`.
  func load(_ index: Int, into progress: inout Progress) {
    let base = index * 2 * words
    for word in 0..<words {
      progress.done[word] = bits[base + word]
      progress.ready[word] = bits[base + words + word]
    }
    progress.live = lives[index]
    progress.hash = hashes[index]
    progress.depth = Int(depths[index])
  }

  private func isEqual(_ index: Int, _ progress: borrowing Progress) -> Bool {
    let base = index * 2 * words
    for word in 0..<words where bits[base + word] != progress.done[word] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: 2 * slots.count)
    for index in 0..<count {
      var slot = Int(truncatingIfNeeded: hashes[index]) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }
}
