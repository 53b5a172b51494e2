internal import EdgeIR

/// The memory plan a file may carry for TensorFlow Lite Micro: an offset for each tensor, -1 for
/// those it leaves open.
///
/// edgerun plans for itself. A plan that cannot be right is refused all the same: the file is
/// broken, and where it runs as written, it writes where it must not.
struct TFLiteOfflinePlan {
  static let name = "OfflineMemoryAllocation"
  private static let headerWords = 3
  private static let arenaBytes = (1 << 30) - 1
  private static let checkedTensors = 16_384

  private let offsets: [Int]

  /// - Parameter contents: version, subgraph, count, then the offsets, as little-endian int32.
  /// - Throws: unless they are these, for `tensorCount` tensors.
  init(_ contents: ArraySlice<UInt8>, tensorCount: Int) throws(TFLiteError) {
    let words = stride(from: contents.startIndex, to: contents.endIndex - 3, by: 4).map { at in
      Int(contents[at..<at + 4].reversed().reduce(Int32(0)) { $0 << 8 | Int32($1) })
    }
    guard contents.count % 4 == 0, words.count >= Self.headerWords else {
      throw TFLiteError("expected at least 12 bytes, a multiple of 4, found \(contents.count)")
    }
    offsets = Array(words.dropFirst(Self.headerWords))
    guard words[2] == tensorCount, offsets.count == tensorCount else {
      throw TFLiteError(
        "expected \(tensorCount) offsets, one for each tensor, found \(offsets.count) said to be "
          + "\(words[2])")
    }
    if let wrong = offsets.first(where: { $0 < -1 || $0 > Self.arenaBytes }) {
      throw TFLiteError("expected offsets of -1 to \(Self.arenaBytes), found \(wrong)")
    }
  }

  /// The metadata that says these offsets, of the first subgraph's tensors.
  static func contents(_ offsets: [Int]) -> [UInt8] {
    ([1, 0, offsets.count] + offsets).flatMap { word in
      withUnsafeBytes(of: Int32(truncatingIfNeeded: word).littleEndian) { Array($0) }
    }
  }

  /// Throws where two tensors that are needed at once share bytes. A tensor may take over the bytes
  /// of one that is read for the last time where it is written, and what is only another shape of a
  /// tensor may lie where that lies.
  ///
  /// - Complexity: quadratic in the tensors; so many that this takes long are not looked at.
  func check(_ subgraph: TFLiteSubgraph) throws(TFLiteError) {
    guard offsets.count <= Self.checkedTensors else { return }
    let roots = roots(subgraph)
    let last = lastUses(subgraph, roots)
    var live: [Placement] = []
    for index in subgraph.inputs { try place(index, in: &live, subgraph) }
    live.removeAll { last[$0.tensor] == nil }
    for (step, result) in subgraph.operators.enumerated() {
      guard let op = try? result.get() else { continue }
      let dying = Set(op.inputs.compactMap { $0.map { roots[$0] } }).filter { last[$0] == step }
      if !dying.isEmpty { live.removeAll { dying.contains($0.tensor) } }
      for index in op.outputs where roots[index] == index {
        try place(index, in: &live, subgraph)
      }
      live.removeAll { last[$0.tensor] == nil }
    }
  }

  private struct Placement {
    var tensor: Int
    var bytes: Range<Int>
  }

  /// By tensor, the one that lies where it lies under another shape; itself for most.
  private func roots(_ subgraph: TFLiteSubgraph) -> [Int] {
    var roots = Array(offsets.indices)
    for result in subgraph.operators {
      guard let op = try? result.get(), !op.code.isCustom, op.outputs.count == 1,
        let position = Self.views[op.code.name], op.inputs.indices.contains(position),
        let input = op.inputs[position], input != op.outputs[0],
        offsets[input] == offsets[op.outputs[0]]
      else { continue }
      let output = op.outputs[0]
      roots[output] = roots[input]
    }
    return roots
  }

  /// The operators that may do so, by the position of the input: TensorFlow Lite Micro's kernels
  /// copy byte by byte, or not at all.
  private static let views = ["RESHAPE": 0, "SQUEEZE": 0, "EXPAND_DIMS": 0, "SPLIT": 1]

  /// By tensor, the last operator that reads it, under whatever shape: one behind the last for what
  /// stays until the end, none for what nothing reads.
  private func lastUses(_ subgraph: TFLiteSubgraph, _ roots: [Int]) -> [Int: Int] {
    var last: [Int: Int] = [:]
    for (step, result) in subgraph.operators.enumerated() {
      for index in (try? result.get())?.inputs.compactMap(\.self) ?? [] {
        last[roots[index]] = step
      }
    }
    for index in subgraph.outputs { last[roots[index]] = subgraph.operators.count }
    return last
  }

  /// - Parameter live: by offset.
  private func place(_ index: Int, in live: inout [Placement], _ subgraph: TFLiteSubgraph)
    throws(TFLiteError)
  {
    guard offsets[index] >= 0, let tensor = try? subgraph.tensors[index].get(),
      tensor.contents == nil, !tensor.isVariable,
      let count = Limits.bytes(of: tensor.type.element, shape: tensor.type.shape)
    else { return }
    let bytes = offsets[index]..<offsets[index] + count
    var (low, high) = (0, live.count)
    while low < high {
      let middle = (low + high) / 2
      if live[middle].bytes.lowerBound < bytes.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let neighbours = live[max(0, low - 1)..<min(live.count, low + 1)]
    if let other = neighbours.first(where: { $0.bytes.overlaps(bytes) && $0.tensor != index }) {
      throw TFLiteError(
        "expected bytes of its own for \(subgraph.names[index].excerpt), found \(bytes) where "
          + "\(subgraph.names[other.tensor].excerpt) has \(other.bytes)")
    }
    live.insert(Placement(tensor: index, bytes: bytes), at: low)
  }
}
