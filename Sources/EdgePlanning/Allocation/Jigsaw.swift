/// Puts items together to larger blocks, as the pieces of a jigsaw: a few whose sizes and times add
/// up to a rectangle hardly do so by chance, so they are taken for neighbours.
///
/// Nothing is proved by that. It serves best where little is free: of a rectangle cut into pieces
/// next to nothing is left to search.
struct Jigsaw {
  /// Items that have their places in a rectangle.
  struct Block {
    var lifetime: Range<Int>
    var bytes: Int
    /// Items, at offsets in the block. None in a filler, which stands for what nothing uses.
    var parts: [Part]
  }

  /// An item of a block or a block of a fit, and where in it.
  struct Part {
    var index: Int
    var offset: Int
  }

  /// Blocks that make a larger one.
  struct Fit {
    var parts: [Part]
    var lifetime: Range<Int>
    var bytes: Int
    /// Information in the choice of just these, and a little chance: the less there is, the
    /// likelier they belong together.
    var bits: Double
  }

  /// All there ever were, those that are part of another one included.
  private(set) var blocks: [Block]
  /// By position, the blocks that begin and end there and are not part of another one.
  private(set) var begins: [Int: [Int]] = [:]
  private(set) var ends: [Int: [Int]] = [:]
  /// By position, the likeliest row that is joined there.
  private var rows: [Int: Fit] = [:]
  /// Bits that chance adds at most.
  private let noise: Double
  private var draws: Int

  /// Whether items can be moved as parts of blocks: offsets in these keep the alignments, and all
  /// of an item is in use all the time.
  static func suits(_ problem: AllocationProblem) -> Bool {
    let alignment = problem.items.map(\.alignment).max() ?? 1
    return problem.sharings.isEmpty
      && problem.items.allSatisfy {
        $0.gaps.isEmpty && $0.fixedOffset == nil && $0.bytes % alignment == 0
      }
  }

  /// - Parameters:
  ///   - isFilled: whether what the bound leaves free is taken for blocks, too.
  ///   - seed: chooses differently, where there is noise.
  init(_ problem: AllocationProblem, isFilled: Bool, noise: Double, seed: Int) {
    self.noise = noise
    draws = seed << 32
    blocks = problem.items.enumerated().map { index, item in
      Block(lifetime: item.lifetime, bytes: item.bytes, parts: [Part(index: index, offset: 0)])
    }
    if isFilled { blocks += Self.fillers(problem) }
    for index in blocks.indices { register(index) }
    for position in begins.keys.sorted() { findRow(at: position) }
    while let fit = likeliestRow ?? wheel() { assemble(fit) }
  }

  /// What is left to be placed: no fillers.
  var rest: [Block] {
    begins.values.joined().sorted().map { blocks[$0] }.filter { !$0.parts.isEmpty }
  }

  private var likeliestRow: Fit? {
    rows.min { ($0.value.bits, $0.key) < ($1.value.bits, $1.key) }?.value
  }

  private mutating func findRow(at position: Int) { rows[position] = row(at: position) }

  private mutating func register(_ index: Int) {
    begins[blocks[index].lifetime.lowerBound, default: []].append(index)
    ends[blocks[index].lifetime.upperBound, default: []].append(index)
  }

  private mutating func assemble(_ fit: Fit) {
    var positions: Set<Int> = []
    var parts: [Part] = []
    for part in fit.parts {
      let block = blocks[part.index]
      begins[block.lifetime.lowerBound]?.removeAll { $0 == part.index }
      ends[block.lifetime.upperBound]?.removeAll { $0 == part.index }
      positions.formUnion([block.lifetime.lowerBound, block.lifetime.upperBound])
      parts += block.parts.map { Part(index: $0.index, offset: $0.offset + part.offset) }
    }
    blocks.append(Block(lifetime: fit.lifetime, bytes: fit.bytes, parts: parts))
    register(blocks.count - 1)
    for position in positions.sorted() { findRow(at: position) }
  }

  mutating func chance() -> Double {
    draws += 1
    return noise * Double(Progress.key(draws) % 16) / 16
  }
}
