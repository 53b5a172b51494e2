import EdgeCompiler
import EdgePlanning

/// The CRC-32 of every tensor that a run puts together, whichever level planned it: where two runs
/// part is where one of them is wrong.
struct TensorChecksums {
  struct Entry: Encodable {
    /// Position in the schedule after which all bytes of the tensor are there.
    var step: Int
    var tensor: String
    var crc32: UInt32
  }

  private(set) var entries: [Entry] = []

  /// Runs once more.
  ///
  /// - Parameter state: what variables hold before; nil for what they hold before the first run.
  init(_ compilation: Compilation, inputs: [[UInt8]], state: [UInt8]?) throws {
    let completed = Self.completed(compilation)
    let program = try HostProgram(compilation.program)
    var found: [Entry] = []
    try program.watch(inputs, state: try state ?? program.initialState()) { positions, arena in
      guard positions > 0 else { return }
      for (name, bytes) in completed[positions - 1] {
        found.append(
          Entry(step: positions - 1, tensor: name, crc32: CRC32.checksum(arena[bytes])))
      }
    }
    entries = found
  }

  /// By position: the buffers that are written there last, and where they lie.
  static func completed(_ compilation: Compilation) -> [[(name: String, bytes: Range<Int>)]] {
    let problem = compilation.problem
    var completed = [[(name: String, bytes: Range<Int>)]](
      repeating: [], count: compilation.schedule.order.count)
    var lastWrites: [BufferID: Int] = [:]
    for (position, step) in compilation.schedule.order.enumerated() {
      for id in problem.steps[step].writes { lastWrites[id] = position }
    }
    for placement in compilation.layout.placements {
      guard case .buffer(let id) = placement.occupant, let position = lastWrites[id] else {
        continue
      }
      let first = placement.bytes.lowerBound
      completed[position].append((problem[id].name, first..<first + problem[id].bytes))
    }
    return completed.map { $0.sorted { $0.name < $1.name } }
  }
}
