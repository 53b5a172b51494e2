/// What people read of a compiled model, and scripts: `edgerun.plan/1`.
package struct Plan: Codable, Hashable, Sendable {
  package struct Step: Codable, Hashable, Sendable {
    /// Position in the schedule.
    package var index: Int
    package var name: String
    package var op: String
    package var liveBytes: Int
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
  package var planMilliseconds: Int
  package var steps: [Step]
  package var buffers: [Buffer]
  package var sharing: [Sharing]
}
