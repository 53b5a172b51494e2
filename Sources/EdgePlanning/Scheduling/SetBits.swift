/// The positions of the bits that are set, ascending.
struct SetBits: Sequence, IteratorProtocol {
  private let words: [UInt64]
  private var index = 0
  private var rest: UInt64

  init(words: [UInt64]) {
    self.words = words
    rest = words.first ?? 0
  }

  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  mutating func next() -> Int? {
    while rest == 0 {
      index += 1
      guard index < words.count else { return nil }
      rest = words[index]
    }
    defer { rest &= rest - 1 }
    return index * 64 + rest.trailingZeroBitCount
  }
}
