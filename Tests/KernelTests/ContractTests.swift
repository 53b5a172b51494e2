import EdgeTestSupport
import Testing

/// What every variant of every kernel owes its callers.
@Suite struct ContractTests {
  @Test(
    "Any bands in any order over any slices give the bytes of one whole call",
    arguments: Variant.all)
  func bands(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      let inputs = trial.kernelCase.operands.map { trial.surface(of: $0) }
      let output = trial.outputSurface()
      let rig = Rig(variant, trial.kernelCase, inputs: inputs, output: output)
      return trial.fault(of: rig, computing: trial.bands(), expecting: trial.whole())
    }
  }

  @Test("Inputs and outputs that pass through rings give the same bytes", arguments: Variant.all)
  func rings(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      var stream = RingStream(&trial)
      return stream.run() ?? difference(stream.result, trial.whole())
    }
  }

  @Test(
    "An input stitched from views gives the bytes of the whole input",
    arguments: Variant.stitching)
  func stitchedViews(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      let operand = trial.kernelCase.operands[0]
      let views = trial.random.cuts(operand.map.shape.channels).map { channels in
        trial.surface(of: Operand(operand.map.slice(channels)))
      }
      let others = trial.kernelCase.operands.dropFirst().map { trial.surface(of: $0) }
      let rig = Rig(
        variant, trial.kernelCase, inputs: views + others, output: trial.outputSurface(),
        params: trial.kernelCase.params(viewCount: views.count))
      return trial.fault(of: rig, computing: trial.bands(), expecting: trial.whole())
    }
  }

  @Test("An output may take the place of an input of its own shape", arguments: Variant.inPlace)
  func inPlace(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      for place in trial.kernelCase.inPlace {
        let inputs = trial.kernelCase.operands.map { trial.surface(of: $0) }
        let rig = Rig(
          variant, trial.kernelCase, inputs: inputs, output: inputs[place],
          mayOverwriteInputs: true)
        let fault = trial.fault(of: rig, computing: trial.bands(), expecting: trial.whole())
        if let fault { return "input \(place): \(fault)" }
      }
      return nil
    }
  }

  @Test(
    "Inputs that repeat along channels may lie as far apart as the output's pixels",
    arguments: Variant.all.filter { ["add_s8", "mul_s8", "add_packed_s8"].contains($0.kernel) })
  func repeatedChannels(variant: Variant) throws {
    var tried = 0
    try forEachSeed(variant) { trial in
      let operands = trial.kernelCase.operands
      guard operands.allSatisfy({ $0.map.shape.channels == 1 }) else { return nil }
      tried += 1
      let gap = trial.kernelCase.output.channels - 1
      let inputs = operands.map {
        Surface(
          $0.map, Placement(bytesAfter: gap, ring: $0.map.shape.rows), repeats: $0.repeats)
      }
      let rows = trial.kernelCase.output.rows
      let output = Surface(trial.kernelCase.output, Placement(ring: rows))
      let rig = Rig(variant, trial.kernelCase, inputs: inputs, output: output)
      return trial.fault(
        of: rig, computing: [Band(rows: 0..<rows, step: 1)],
        expecting: trial.kernelCase.expected())
    }
    #expect(tried > 5)
  }

  @Test("The properties are tried on the kernels they are promised for")
  func coverage() {
    let windows: Set = [
      "conv2d_s8", "depthwise_conv2d_s8", "average_pool_s8", "max_pool_s8", "conv2d_packed_s8",
      "depthwise_conv2d_packed_s8", "conv2d_dot_s8", "conv2d_paired_s8", "conv2d_folded_s8",
    ]
    #expect(Set(Variant.stitching.map(\.kernel)).isSuperset(of: windows))
    let inPlace: Set = ["add_s8", "add_n_s8", "mul_s8", "lookup_s8"]
    #expect(Set(Variant.inPlace.map(\.kernel)).isSuperset(of: inPlace))
    #expect(Set(Variant.overtaking.map(\.kernel)).isSuperset(of: windows.union(["pad_s8"])))
  }

  @Test(
    "An output may overtake the input that no later pixel needs",
    arguments: Variant.overtaking)
  func overlap(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      let operands = trial.kernelCase.operands
      guard let place = operands.firstIndex(where: { !$0.repeats }) else { return nil }
      let step = trial.kernelCase.readsRowBefore ? 1 : trial.random.pick(1, -1)
      let overlap = Overlap(operands[place], trial.kernelCase.output, step: step)
      var inputs = operands.map { trial.surface(of: $0) }
      inputs[place] = overlap.input
      let rig = Rig(
        variant, trial.kernelCase, inputs: inputs, output: overlap.output, mayOverwriteInputs: true)
      let rows = trial.kernelCase.output.rows
      let bands =
        trial.random.oneIn(2)
        ? [0..<rows] : Band.partition(rows, largest: 2, using: &trial.random).map(\.rows)
      for rows in step > 0 ? bands : bands.reversed() {
        rig.compute(Band(rows: rows, step: step))
      }
      guard overlap.isIntact else { return "wrote beside the tensors" }
      return difference(overlap.output.load(), trial.whole())
    }
  }
}

extension Variant {
  /// Kernels that take one input as several views.
  static let stitching = all.filter { sample($0)?.viewCountOffset != nil }
  /// Kernels that keep something from call to call.
  static let stateful = all.filter { sample($0)?.states.isEmpty == false }
  /// Kernels whose output may follow closely behind its input.
  static let overtaking = all.filter { sample($0)?.fillsOutput == true }
  /// Kernels that may write over their input.
  static let inPlace = all.filter { sample($0)?.inPlace.isEmpty == false }

  private static func sample(_ variant: Variant) -> KernelCase? {
    var random = SeededGenerator(seed: 0)
    return KernelGenerator.named(variant.kernel)?.make(&random)
  }
}

extension SeededGenerator {
  /// Random ranges that cover `count` one after the other.
  fileprivate mutating func cuts(_ count: Int) -> [Range<Int>] {
    Band.partition(count, largest: oneIn(2) ? 3 : .max, using: &self).map(\.rows)
  }
}
