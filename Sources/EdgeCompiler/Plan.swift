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
    }

    /// Position in the schedule.
    package var step: Int
    /// Names of the steps, producers first.
    package var members: [String]
    package var rings: [Ring]
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
  /// What the plan takes by `TimeEstimate`, in multiply-accumulates.
  package var timeEstimate: Int
  package var planMilliseconds: Int
  package var steps: [Step]
  package var buffers: [Buffer]
  package var sharing: [Sharing]
  package var streams: [Stream]
  /// Those that changed the graph.
  package var passes: [Pipeline.Change]
  /// Results of joins of which only the parts exist.
  package var virtualConcats: [String]
}
