internal import EdgeIR

/// What can be told of a plan's buffers from their numbers alone.
struct PlanGeometry {
  enum Direction: String { case upwards, downwards }

  let plan: StatedPlan
  /// By step: its scratch, or the block of a stream that no buffer holds.
  private var scratch: [Int: StatedPlan.Buffer] = [:]
  private var directions: [Int: Direction] = [:]

  init(_ plan: StatedPlan) throws(PlanFault) {
    self.plan = plan
    var names: Set<String> = []
    for buffer in plan.buffers {
      try check(buffer)
      guard buffer.kind == "scratch" else {
        guard names.insert(buffer.name).inserted else {
          throw .twice("buffer \"\(buffer.name)\"")
        }
        continue
      }
      guard buffer.firstStep == buffer.lastStep,
        plan.steps[buffer.firstStep].name == buffer.name
      else { throw .unknown("scratch \"\(buffer.name)\" at step \(buffer.firstStep)") }
      guard scratch.updateValue(buffer, forKey: buffer.firstStep) == nil else {
        throw .twice("scratch \"\(buffer.name)\"")
      }
    }
    let shared = try sharings()
    try checkOverlaps(shared)
  }

  private func check(_ buffer: StatedPlan.Buffer) throws(PlanFault) {
    let what = "buffer \"\(buffer.name)\""
    guard buffer.bytes > 0, buffer.range.upperBound <= plan.arenaBytes else {
      throw .outside(what, bytes: buffer.range, within: plan.arenaBytes)
    }
    guard buffer.offset % plan.alignment == 0 else {
      throw .figure(
        "\(what): offset", expected: "a multiple of \(plan.alignment)", found: "\(buffer.offset)")
    }
    guard buffer.firstStep <= buffer.lastStep, buffer.lastStep < max(plan.steps.count, 1) else {
      throw .figure(
        "\(what): steps", expected: "0 to \(plan.steps.count - 1)",
        found: "\(buffer.firstStep) to \(buffer.lastStep)")
    }
  }

  /// Pairs of buffers that may share bytes at a step.
  private mutating func sharings() throws(PlanFault) -> Set<[String]> {
    var pairs: Set<[String]> = []
    let buffers = Dictionary(
      plan.buffers.filter { $0.kind != "scratch" }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    for sharing in plan.sharing {
      func wrong(_ reason: String) -> PlanFault {
        .sharing(input: sharing.input, output: sharing.output, reason: reason)
      }
      guard let input = buffers[sharing.input], let output = buffers[sharing.output] else {
        throw wrong("expected two buffers of the plan")
      }
      guard input.lastStep == output.firstStep, input.kind != "output", output.kind != "input"
      else { throw wrong("one is needed beyond the step that writes the other") }
      guard input.range.overlaps(output.range) else { throw wrong("they do not overlap") }
      guard let direction = Direction(rawValue: sharing.direction) else {
        throw wrong("expected upwards or downwards, found \(sharing.direction)")
      }
      let isKept =
        direction == .upwards
        ? output.offset <= input.offset - sharing.distance
        : output.range.upperBound >= input.range.upperBound + sharing.distance
      guard isKept else { throw wrong("the distance \(sharing.distance) is not kept") }
      guard directions[input.lastStep, default: direction] == direction else {
        throw wrong("another sharing of step \(input.lastStep) goes the other way")
      }
      directions[input.lastStep] = direction
      guard pairs.insert([sharing.input, sharing.output]).inserted else {
        throw .twice("sharing of \"\(sharing.input)\" with \"\(sharing.output)\"")
      }
    }
    return pairs
  }

  private func checkOverlaps(_ shared: Set<[String]>) throws(PlanFault) {
    var alive: [StatedPlan.Buffer] = []
    for buffer in plan.buffers.sorted(by: { $0.firstStep < $1.firstStep }) {
      alive.removeAll { $0.lastStep < buffer.firstStep }
      for other in alive where other.range.overlaps(buffer.range) {
        let isShared =
          other.lastStep == buffer.firstStep && shared.contains([other.name, buffer.name])
          || buffer.lastStep == other.firstStep && shared.contains([buffer.name, other.name])
        guard isShared, other.kind != "scratch", buffer.kind != "scratch" else {
          throw .overlap(other.name, buffer.name, step: buffer.firstStep)
        }
      }
      alive.append(buffer)
    }
  }

  func direction(at position: Int, _ step: String) throws(PlanFault) -> Direction {
    guard let direction = directions[position] else {
      throw .lost(step: step, tensor: "an input that an output lies over")
    }
    return direction
  }

  /// The scratch of a step that runs whole.
  func scratch(of call: KernelCall, _ name: String, at position: Int) throws(PlanFault)
    -> Range<Int>
  {
    guard let buffer = scratch[position] else {
      guard call.scratchBytes == 0 else { throw .missing("scratch \"\(name)\"") }
      return 0..<0
    }
    guard buffer.bytes == call.scratchBytes, buffer.offset % call.scratchAlignment == 0 else {
      throw .figure(
        "scratch \"\(name)\"",
        expected: "\(call.scratchBytes) bytes at a multiple of \(call.scratchAlignment)",
        found: "\(buffer.bytes) at \(buffer.offset)")
    }
    return buffer.range
  }

  /// Buffers alive at a stream's step that hold all of its block.
  func buffers(holding stream: StatedPlan.Stream) -> [Int] {
    let block = stream.blockOffset..<stream.blockOffset + stream.blockBytes
    return plan.buffers.indices.filter { index in
      let buffer = plan.buffers[index]
      return buffer.kind != "scratch" && buffer.range.clamped(to: block) == block
        && (buffer.firstStep...buffer.lastStep).contains(stream.step)
    }
  }

  func checkBlock(of stream: StatedPlan.Stream, named name: String) throws(PlanFault) {
    let counted = stream.countersOffset + 2 * stream.needs.count
    guard counted <= stream.blockBytes, stream.countersOffset % 2 == 0 else {
      throw .outside(
        "row counters of \"\(name)\"", bytes: stream.countersOffset..<counted,
        within: stream.blockBytes)
    }
    guard stream.scratchOffset <= stream.blockBytes else {
      throw .outside(
        "scratch of \"\(name)\"", bytes: stream.scratchOffset..<stream.scratchOffset,
        within: stream.blockBytes)
    }
    guard let own = scratch[stream.step] else {
      guard buffers(holding: stream).count == 1 else { throw .missing("the block of \"\(name)\"") }
      return
    }
    guard own.offset == stream.blockOffset, own.bytes == stream.blockBytes else {
      throw .figure(
        "the block of \"\(name)\"", expected: "\(own.bytes) bytes at \(own.offset)",
        found: "\(stream.blockBytes) at \(stream.blockOffset)")
    }
  }
}
