import EdgeTestSupport

/// Changes 32-bit words and runs of them in a file that is made of such.
enum WordMutation {
  static func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    guard bytes.count >= 16 else { return bytes }
    var bytes = bytes
    let words = bytes.count / 4
    let (at, other) = (4 * random.int(0...words - 1), 4 * random.int(0...words - 1))
    let found = bytes[word: at]
    switch random.int(0...6) {
    case 0: bytes[word: at] = random.pick(0, 1, 2, 0x7f, 0xff, 1 << 16, 1 << 31, 1 << 31 - 1, .max)
    case 1: bytes[word: at] = found &+ UInt32(truncatingIfNeeded: random.int(-8...8))
    case 2: bytes[word: at] = random.pick(found &* 2, found / 2, ~found, 0 &- found)
    case 3: bytes[word: at] = found ^ 1 << UInt32(random.int(0...31))
    case 4: bytes[word: at] = bytes[word: other]
    default: exchange(&bytes, at, other, count: 4 * (1 << random.int(0...4)), &random)
    }
    return bytes
  }

  /// Two runs of words change places, or one is copied over the other.
  private static func exchange(
    _ bytes: inout [UInt8], _ at: Int, _ other: Int, count: Int, _ random: inout SeededGenerator
  ) {
    let before = bytes
    let isCopy = random.oneIn(2)
    for offset in 0..<count where max(at, other) + offset < bytes.count {
      bytes[at + offset] = before[other + offset]
      if !isCopy { bytes[other + offset] = before[at + offset] }
    }
  }
}
