import EdgePlanning

/// Random networks of windowed operators whose outputs may lie over dying inputs, in either
/// direction: chains on shrinking maps, residual blocks, inception cells.
struct FeatureMaps {
  private struct Map {
    var id: BufferID
    /// `[N, H, W, C]`.
    var shape: [Int]
  }

  private var random: SplitMix64
  private var problem: MemoryProblem
  private var current: Map

  private init(seed: UInt64) {
    random = SplitMix64(state: seed)
    let side = 16 * Int.random(in: 2...5, using: &random)
    let shape = [1, side, side, Int.random(in: 1...8, using: &random)]
    current = Map(id: BufferID(0), shape: shape)
    problem = MemoryProblem(
      name: "maps-s\(seed)",
      buffers: [.init(name: "in", bytes: shape.reduce(1, *), alignment: 4)], steps: [],
      inputs: [BufferID(0)], outputs: [])
  }

  static func network(blocks: Int, seed: UInt64) -> MemoryProblem {
    var maps = FeatureMaps(seed: seed)
    for _ in 0..<blocks {
      switch Int.random(in: 0..<4, using: &maps.random) {
      case 0: maps.addShrinkingConvolution()
      case 1: maps.addResidualBlock()
      case 2: maps.addInceptionCell()
      default: maps.addChain()
      }
    }
    maps.problem.outputs = [maps.current.id]
    return maps.problem
  }

  private mutating func addShrinkingConvolution() {
    current = window(current, channels: 2 * current.shape[3], kernel: 3, stride: 2)
  }

  private mutating func addChain() {
    for _ in 0..<Int.random(in: 2...5, using: &random) {
      current = window(
        current, channels: current.shape[3], kernel: [1, 3, 5].randomElement(using: &random) ?? 3)
    }
  }

  /// The inverted bottleneck of MobileNetV2.
  private mutating func addResidualBlock() {
    let channels = current.shape[3]
    let wide = window(
      current, channels: channels * Int.random(in: 1...4, using: &random), kernel: 1)
    let narrow = window(
      window(wide, channels: wide.shape[3], kernel: 3), channels: channels, kernel: 1)
    current = join([current, narrow], channels: channels)
  }

  private mutating func addInceptionCell() {
    let branches = (0..<Int.random(in: 2...4, using: &random)).map { branch in
      let channels = Int.random(in: 1...max(1, current.shape[3]), using: &random)
      let first = window(current, channels: channels, kernel: 1)
      return branch == 0 ? first : window(first, channels: channels, kernel: 2 * branch + 1)
    }
    current = join(branches, channels: branches.reduce(0) { $0 + $1.shape[3] })
  }

  private mutating func window(_ input: Map, channels: Int, kernel: Int, stride: Int = 1) -> Map {
    let shape = [
      1, (input.shape[1] + stride - 1) / stride, (input.shape[2] + stride - 1) / stride, channels,
    ]
    return add([input], shape, kernel: kernel, stride: stride)
  }

  private mutating func join(_ inputs: [Map], channels: Int) -> Map {
    add(inputs, Array(inputs[0].shape.dropLast()) + [channels], kernel: 1, stride: 1)
  }

  private mutating func add(_ inputs: [Map], _ shape: [Int], kernel: Int, stride: Int) -> Map {
    let output = Map(id: BufferID(problem.buffers.count), shape: shape)
    problem.buffers.append(
      .init(name: "t\(output.id.index)", bytes: shape.reduce(1, *), alignment: 4))
    problem.steps.append(
      .init(
        name: "s\(problem.steps.count)", reads: inputs.map(\.id), writes: [output.id],
        scratch: kernel > 1 ? 4 * kernel * inputs[0].shape[3] : 0, scratchAlignment: 4,
        overlaps: inputs.flatMap { input in
          let distance = Self.distance(input.shape, shape, kernel: kernel, stride: stride)
          return MemoryProblem.Overlap.Direction.allCases.map {
            MemoryProblem.Overlap(
              input: input.id, output: output.id, distance: distance, direction: $0)
          }
        }))
    return output
  }

  /// The most bytes by which what has been written of `[N, H, W, C]` reaches beyond what is still
  /// to be read.
  static func distance(_ input: [Int], _ output: [Int], kernel: Int, stride: Int) -> Int {
    let before = (kernel - 1) / 2
    let (row, outputRow) = (input[2] * input[3], output[2] * output[3])
    var most = 0
    for y in 0..<output[1] {
      let firstRow = max(0, y * stride - before)
      for x in 0..<output[2] {
        let written = y * outputRow + (x + 1) * output[3]
        let needed = firstRow * row + max(0, (x + 1) * stride - before) * input[3]
        most = max(most, written - needed)
      }
    }
    return most
  }
}
