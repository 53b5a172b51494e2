/// What people read of a compiled model, and scripts: `edgerun.plan/1`.
package struct Plan: Codable, Hashable, Sendable {
  package struct Step: Codable, Hashable, Sendable {
    /// Position in the schedule.
    package var index: Int
    package var name: String
    package var op: String
    package var liveBytes: Int
    /// Multiply-accumulates; those of a node of several steps are divided among them.
    package var macs: Int
  }

  package struct Buffer: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable { case input, output, tensor, scratch }
    package var name: String
    package var offset: Int
    package var bytes: Int
    /// Positions in the schedule, both included.
    package var firstStep: Int
    package var lastStep: Int
    package var kind: Kind
  }

  package struct Sharing: Codable, Hashable, Sendable {
    package var input: String
    package var output: String
    package var distance: Int
    package var direction: String
  }

  /// Steps that run together, row by row.
  package struct Stream: Codable, Hashable, Sendable {
    /// What is held of a tensor that is never whole.
    package struct Ring: Codable, Hashable, Sendable {
      package var name: String
      package var rows: Int
      package var bytes: Int
      /// Row `r` lies at entry `r` modulo their number, in bytes from the block's first.
      package var places: [Int]
    }

    /// Before a band whose last row is `y`, or would be if the image did not end before, the writer
    /// must have done `min((y * stride + reach) / divisor, extent)` rows.
    package struct Need: Codable, Hashable, Sendable {
      /// Index of a source.
      package var writer: Int
      package var stride, divisor, reach, extent: Int
    }

    /// Position in the schedule.
    package var step: Int
    /// Tensors that are fed: the first sources of rows, the members being the others.
    package var fed: [String]
    /// Names of the steps, producers first.
    package var members: [String]
    package var rings: [Ring]
    /// By source: what it asks for, in that order.
    package var needs: [[Need]]
    /// By source: rows that it computes at a time, the last ones maybe fewer.
    package var bands: [Int]
    /// Sources whose rows remain when the stream is done.
    package var sinks: [Int]
    /// Where its memory begins in the arena, and how much it is.
    package var blockOffset, blockBytes: Int
    /// Of the row counters and of the scratch, from the block's first byte.
    package var countersOffset, scratchOffset: Int
  }

  /// A tensor without a buffer of its own: byte `b` of it is byte
  /// `start + b / block * stride + b % block` of what it lies within.
  package struct View: Codable, Hashable, Sendable {
    package var tensor: String
    /// A buffer, or another tensor.
    package var within: String
    package var isBuffer: Bool
    package var start, block, stride: Int
  }

  /// A float32 input or output of the model of which the arena holds the integers of another
  /// tensor.
  package struct Conversion: Codable, Hashable, Sendable {
    package var tensor: String
    package var integers: String
  }

  package var format = "edgerun.plan/1"
  package var model: String
  /// SHA-256 of the model file, in hexadecimal.
  package var modelSHA256: String
  package var level: Level
  package var alignment: Int
  package var streamInput: Bool
  package var arenaBytes: Int
  /// Most bytes live during any step.
  package var peakBytes: Int
  /// No order and placement of this graph needs less.
  package var lowerBoundBytes: Int
  package var proved: Bool
  package var budgetBytes: Nullable<Int>
  package var fits: Bool
  package var scratchPeakBytes: Int
  package var weightsBytes: Int
  package var programBytes: Int
  /// Kept from run to run, beside the arena; 0 for models without variables.
  package var stateBytes: Int
  package var macs: Int
  package var extraMacs: Int
  /// How many were permitted, in percent of the graph's.
  package var maxExtraMacs: Int
  /// What the plan takes by `TimeEstimate`, in multiply-accumulates.
  package var timeEstimate: Int
  /// How many ways to run the graph were planned to choose from; as many lead to this graph again.
  package var candidates: Int
  package var planMilliseconds: Int
  package var steps: [Step]
  package var buffers: [Buffer]
  package var sharing: [Sharing]
  package var streams: [Stream]
  package var views: [View]
  package var conversions: [Conversion]
  /// Those that changed the graph.
  package var passes: [Pipeline.Change]
  /// Results of joins of which only the parts exist.
  package var virtualConcats: [String]
}
