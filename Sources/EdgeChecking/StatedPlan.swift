/// What `edgerun.plan/1` says of a model's memory, as somebody wrote it: nothing of it is believed.
///
/// Bytes and positions are as they stand in the file; names are those of the model's nodes and
/// tensors, as rewritten.
package struct StatedPlan: Codable, Hashable, Sendable {
  package struct Step: Codable, Hashable, Sendable {
    package var index: Int
    package var name: String
    package var op: String
    package var liveBytes: Int
    package var macs: Int
  }

  package struct Buffer: Codable, Hashable, Sendable {
    package var name: String
    package var offset: Int
    package var bytes: Int
    package var firstStep: Int
    package var lastStep: Int
    package var kind: String

    var range: Range<Int> { offset..<offset + bytes }
  }

  /// A tensor within a buffer, or within another tensor: byte `b` of it is byte
  /// `start + b / block * stride + b % block` there.
  package struct View: Codable, Hashable, Sendable {
    package var tensor: String
    package var within: String
    package var isBuffer: Bool
    package var start: Int
    package var block: Int
    package var stride: Int
  }

  /// A float32 input or output of which the arena holds the integers of another tensor.
  package struct Conversion: Codable, Hashable, Sendable {
    package var tensor: String
    package var integers: String
  }

  package struct Sharing: Codable, Hashable, Sendable {
    package var input: String
    package var output: String
    package var distance: Int
    package var direction: String
  }

  package struct Ring: Codable, Hashable, Sendable {
    package var name: String
    package var rows: Int
    package var bytes: Int
    /// Row `r` lies at entry `r` modulo their number, from the block's first byte.
    package var places: [Int]
  }

  /// Before a band whose last row is `y`, or would be if the image did not end before, the writer
  /// must have done `min((y * stride + reach) / divisor, extent)` rows.
  package struct Need: Codable, Hashable, Sendable {
    package var writer: Int
    package var stride: Int
    package var divisor: Int
    package var reach: Int
    package var extent: Int
  }

  package struct Stream: Codable, Hashable, Sendable {
    package var step: Int
    /// Tensors that are fed row by row: the first of the stream's sources.
    package var fed: [String]
    package var members: [String]
    package var rings: [Ring]
    /// By source, fed ones first: what it asks for, in that order.
    package var needs: [[Need]]
    /// By source: rows that it computes at a time, the last ones maybe fewer.
    package var bands: [Int]
    /// Sources whose rows nobody in the stream asks for first.
    package var sinks: [Int]
    /// Of the arena, and of the block.
    package var blockOffset, blockBytes, countersOffset, scratchOffset: Int
  }

  package struct Change: Codable, Hashable, Sendable {
    package var pass: String
    package var nodesRemoved: Int
    package var macsSaved: Int
  }

  package var format: String
  package var model: String
  package var modelSHA256: String
  package var level: String
  package var alignment: Int
  package var streamInput: Bool
  package var arenaBytes, peakBytes, lowerBoundBytes: Int
  package var proved: Bool
  package var budgetBytes: Int?
  package var fits: Bool
  package var scratchPeakBytes, weightsBytes, programBytes, stateBytes: Int
  package var macs, extraMacs, maxExtraMacs, timeEstimate, candidates, planMilliseconds: Int
  package var steps: [Step]
  package var buffers: [Buffer]
  package var sharing: [Sharing]
  package var streams: [Stream]
  package var views: [View]
  package var conversions: [Conversion]
  package var passes: [Change]
  package var virtualConcats: [String]
}
