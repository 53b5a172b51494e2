import EdgeTestSupport

/// A kernel that runs band by band, upwards or downwards, while rows of its inputs arrive in rings
/// that hold no row longer than needed, and rows of its output leave through one.
struct RingStream {
  private(set) var result: FeatureMap
  private let rig: Rig
  private let bands: [Band]
  private var feeds: [Feed]

  init(_ trial: inout Trial) {
    let kernelCase = trial.kernelCase
    let goesUp = trial.random.oneIn(2) || kernelCase.readsRowBefore
    let outputRing = trial.random.int(1...3)
    let partition = Band.partition(
      kernelCase.output.rows, largest: outputRing, using: &trial.random)
    let directed = partition.map { band in
      kernelCase.readsRowBefore ? Band(rows: band.rows, step: 1) : band
    }
    bands = goesUp ? directed : directed.reversed()
    feeds = []
    var inputs: [Surface] = []
    for operand in kernelCase.operands {
      if operand.repeats {
        inputs.append(trial.surface(of: operand))
      } else {
        let feed = Feed(operand, for: bands, goesUp: goesUp, using: &trial.random)
        feeds.append(feed)
        inputs.append(feed.surface)
      }
    }
    result = FeatureMap(kernelCase.output, filledWith: GuardedBytes.untouched)
    let output = trial.outputSurface(ring: outputRing)
    rig = Rig(trial.variant, kernelCase, inputs: inputs, output: output)
  }

  /// Runs to the end; says what was damaged on the way.
  mutating func run() -> String? {
    for band in bands {
      for index in feeds.indices { feeds[index].advance(to: band) }
      rig.compute(band)
      for row in band.rows {
        result[row: row] = rig.output.load(row: row)[...]
        if !rig.kernelCase.readsRowBefore { rig.output.forget(row: row) }
      }
    }
    return rig.damage
  }
}

/// The rows of one input on their way into its ring.
private struct Feed {
  let surface: Surface
  private let operand: Operand
  private let goesUp: Bool
  private var fed = 0  // rows, from the end the stream starts at

  init(
    _ operand: Operand, for bands: [Band], goesUp: Bool, using random: inout SeededGenerator
  ) {
    self.operand = operand
    self.goesUp = goesUp
    var arrived = 0
    var ring = 1
    for need in bands.map({ Self.need(of: $0, operand, goesUp: goesUp) }) where !need.isEmpty {
      arrived = max(arrived, need.upperBound)
      ring = max(ring, arrived - need.lowerBound)
    }
    surface = Surface(operand.map.shape, .random(ring: ring, using: &random))
  }

  mutating func advance(to band: Band) {
    let need = Self.need(of: band, operand, goesUp: goesUp)
    while fed < need.upperBound {
      let row = goesUp ? fed : operand.map.shape.rows - 1 - fed
      surface.store(operand.map[row: row], row: row)
      fed += 1
    }
  }

  /// The rows a band is computed from, counted from the end the stream starts at.
  private static func need(of band: Band, _ operand: Operand, goesUp: Bool) -> Range<Int> {
    let needs = band.rows.map(operand.rows).filter { !$0.isEmpty }
    guard let first = needs.map(\.lowerBound).min(), let end = needs.map(\.upperBound).max()
    else { return 0..<0 }
    let rows = operand.map.shape.rows
    return goesUp ? first..<end : rows - end..<rows - first
  }
}
