import EdgePlanning
import EdgeTestSupport

extension AllocationProblem {
  /// A rectangle cut into pieces, of which some are taken away again.
  ///
  /// - Parameters:
  ///   - wheels: one piece in so many is cut into five that turn around the middle one, the others
  ///     into two; nil for none of the former.
  ///   - lost: pieces taken away.
  static func pieces(
    _ count: Int, seed: UInt64, time: Int = 1000, bytes: Int = 100_000, wheels: Int? = nil,
    lost: Int = 0
  ) -> AllocationProblem {
    var random = SeededGenerator(seed: seed)
    var pieces = [Piece(time: 0..<time, bytes: 0..<bytes)]
    while pieces.count < count {
      pieces.sort { $0.time.count * $0.bytes.count > $1.time.count * $1.bytes.count }
      let piece = pieces.remove(at: random.int(0...min(7, pieces.count - 1)))
      let isLarge = piece.time.count > 4 && piece.bytes.count > 4
      if isLarge, let wheels, random.oneIn(wheels) {
        pieces += piece.wheel(&random)
      } else {
        pieces += piece.halves(isLarge && random.oneIn(2), &random)
      }
    }
    return AllocationProblem(
      items: pieces.shuffled(using: &random).dropLast(lost).map {
        AllocationItem(bytes: $0.bytes.count, lifetime: $0.time)
      })
  }
}

private struct Piece {
  var time: Range<Int>
  var bytes: Range<Int>

  func halves(_ isAcrossTime: Bool, _ random: inout SeededGenerator) -> [Piece] {
    let range = isAcrossTime ? time : bytes
    guard range.count > 1 else { return [self] }
    let cut = range.lowerBound + random.int(1...range.count - 1)
    return [range.lowerBound..<cut, cut..<range.upperBound].map {
      isAcrossTime ? Piece(time: $0, bytes: bytes) : Piece(time: time, bytes: $0)
    }
  }

  func wheel(_ random: inout SeededGenerator) -> [Piece] {
    let (start, end) = (time.lowerBound, time.upperBound)
    let (bottom, top) = (bytes.lowerBound, bytes.upperBound)
    let first = start + random.int(1...time.count / 2 - 1)
    let last = end - random.int(1...time.count / 2 - 1)
    let low = bottom + random.int(1...bytes.count / 2 - 1)
    let high = top - random.int(1...bytes.count / 2 - 1)
    return [
      Piece(time: start..<last, bytes: bottom..<low), Piece(time: last..<end, bytes: bottom..<high),
      Piece(time: first..<end, bytes: high..<top), Piece(time: start..<first, bytes: low..<top),
      Piece(time: first..<last, bytes: low..<high),
    ]
  }
}
