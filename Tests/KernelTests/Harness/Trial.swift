import EdgeTestSupport
import Foundation
import Testing

/// One seed's kernel case and the source of every further choice.
struct Trial {
  let variant: Variant
  let kernelCase: KernelCase
  var random: SeededGenerator

  init(_ variant: Variant, _ generator: KernelGenerator, seed: UInt64) {
    self.variant = variant
    random = SeededGenerator(seed: seed)
    kernelCase = generator.make(&random)
  }

  /// The output of one call over plain tensors.
  func whole(by other: Variant? = nil) -> FeatureMap { computed(by: other).output.load() }

  /// What the states are after such a call.
  func wholeStates(by other: Variant? = nil) -> [FeatureMap] {
    computed(by: other).states.map { $0.load() }
  }

  private func computed(by other: Variant?) -> Rig {
    let inputs = kernelCase.operands.map {
      Surface($0.map, Placement(ring: $0.map.shape.rows), repeats: $0.repeats)
    }
    let output = Surface(kernelCase.output, Placement(ring: kernelCase.output.rows))
    let rig = Rig(other ?? variant, kernelCase, inputs: inputs, output: output)
    rig.compute(Band(rows: 0..<kernelCase.output.rows, step: 1))
    return rig
  }

  /// All of `operand`, placed at random.
  mutating func surface(of operand: Operand) -> Surface {
    let placement = Placement.random(ring: operand.map.shape.rows, using: &random)
    return Surface(operand.map, placement, repeats: operand.repeats)
  }

  mutating func outputSurface(ring: Int? = nil) -> Surface {
    let rows = ring ?? kernelCase.output.rows
    return Surface(kernelCase.output, .random(ring: rows, using: &random))
  }

  /// A partition of the output into bands, in any order.
  mutating func bands() -> [Band] {
    let bands = Band.partition(kernelCase.output.rows, using: &random)
    guard kernelCase.readsRowBefore else { return bands.shuffled(using: &random) }
    return bands.map { Band(rows: $0.rows, step: 1) }
  }

  /// Computes `bands` and says what is wrong with the result, if anything.
  func fault(of rig: Rig, computing bands: [Band], expecting expected: FeatureMap) -> String? {
    for band in bands { rig.compute(band) }
    return rig.damage ?? difference(rig.output.load(), expected)
  }
}

/// Where two feature maps of one shape differ by more than `tolerance` for the first time.
func difference(
  _ actual: FeatureMap, _ expected: FeatureMap, tolerance: Int = 0, elementBytes: Int = 1
) -> String? {
  let elements = (actual.elements(of: elementBytes), expected.elements(of: elementBytes))
  for (index, (a, e)) in zip(elements.0, elements.1).enumerated() where abs(a - e) > tolerance {
    return "value \(index) of \(expected.shape) is \(a), expected \(e)"
  }
  return nil
}

/// Runs `body`, which says what went wrong, with many seeds, and stops at the first failure.
func forEachSeed(
  _ variant: Variant, in generators: [KernelGenerator] = KernelGenerator.all,
  location: SourceLocation = #_sourceLocation, _ body: (inout Trial) -> String?
) throws {
  let generator = try #require(
    generators.first { $0.kernel == variant.kernel }, "no generator for \(variant.kernel)",
    sourceLocation: location)
  let chosen = ProcessInfo.processInfo.environment["EDGERUN_TEST_SEED"].flatMap(UInt64.init)
  for seed in chosen.map({ [$0] }) ?? Array(1...150) {
    var trial = Trial(variant, generator, seed: seed)
    guard let fault = body(&trial) else { continue }
    Issue.record(
      "\(variant.testDescription): \(fault); again with EDGERUN_TEST_SEED=\(seed)",
      sourceLocation: location)
    return
  }
}
