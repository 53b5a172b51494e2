internal import EdgeIR

/// Which streams' blocks are one buffer: those that hold the same whole tensor, the output of one
/// and the input of the next.
struct SharedBlocks {
  struct Buffer {
    var bytes: Int
    var alignment: Int
    /// Whole tensors inside.
    var tensors: [TensorID: Int] = [:]
  }

  private(set) var buffers: [Buffer] = []
  /// By unit: the buffer and where the stream's block begins in it; nil where no tensor is inside.
  private(set) var blocks: [(buffer: Int, offset: Int)?]

  /// - Parameter units: producers first.
  init(_ units: [Unit]) {
    blocks = Array(repeating: nil, count: units.count)
    for (index, unit) in units.enumerated() {
      guard case .stream(let stream) = unit, !stream.absorbed.isEmpty else { continue }
      add(stream, at: index)
    }
  }

  private mutating func add(_ stream: Stream, at unit: Int) {
    var place = (buffer: buffers.count, offset: 0)
    for (tensor, offset) in stream.absorbed {
      guard let known = buffers.firstIndex(where: { $0.tensors[tensor] != nil }) else { continue }
      place = (known, (buffers[known].tensors[tensor] ?? 0) - offset)
    }
    if place.buffer == buffers.count {
      buffers.append(Buffer(bytes: 0, alignment: stream.blockAlignment))
    }
    if place.offset < 0 {
      shift(place.buffer, by: -place.offset)
      place.offset = 0
    }
    blocks[unit] = place
    let end = place.offset + stream.blockBytes
    buffers[place.buffer].bytes = max(buffers[place.buffer].bytes, end)
    buffers[place.buffer].alignment = max(
      buffers[place.buffer].alignment, stream.blockAlignment)
    for (tensor, offset) in stream.absorbed {
      buffers[place.buffer].tensors[tensor] = place.offset + offset
    }
  }

  /// Makes room before everything in a buffer.
  private mutating func shift(_ buffer: Int, by bytes: Int) {
    buffers[buffer].bytes += bytes
    buffers[buffer].tensors = buffers[buffer].tensors.mapValues { $0 + bytes }
    for unit in blocks.indices where blocks[unit]?.buffer == buffer {
      blocks[unit]?.offset += bytes
    }
  }
}
