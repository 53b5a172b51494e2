internal import EdgeIR

/// The arena with, for every byte, whose value it holds.
struct ArenaModel {
  private var owners: [TensorPlaces.Owner]

  init(bytes: Int) { owners = Array(repeating: TensorPlaces.nobody, count: bytes) }

  mutating func fill(_ bytes: Range<Int>, _ owner: TensorPlaces.Owner) {
    owners.withUnsafeMutableBufferPointer { owners in
      for at in bytes { owners[at] = owner }
    }
  }

  func holds(_ bytes: Range<Int>, _ owner: TensorPlaces.Owner) -> Bool {
    owners.withUnsafeBufferPointer { owners in
      for at in bytes where owners[at] != owner { return false }
      return true
    }
  }

  func contains(_ bytes: Range<Int>) -> Bool {
    bytes.lowerBound >= 0 && bytes.upperBound <= owners.count
  }
}
