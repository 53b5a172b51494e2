import CEdgeKernels
import EdgeTestSupport
import Testing

@Suite struct OracleTests {
  @Test("Every kernel has a generator of random cases, and every generator a kernel")
  func everyKernelIsGenerated() {
    let kernels = Set(Variant.all.map(\.kernel))
    #expect(kernels == Set(KernelGenerator.all.map(\.kernel)))
    #expect(Set(Variant.scalar.map(\.kernel)) == kernels, "a kernel without scalar variant")
  }

  @Test("Generated params have the size the kernel table declares", arguments: Variant.scalar)
  func paramsHaveTheDeclaredSize(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      let size = trial.kernelCase.params.count
      return size == er_params_bytes(variant.id) ? nil : "params of \(size) bytes"
    }
  }

  @Test("Every variant computes what its operator means", arguments: Variant.all)
  func variantsAgreeWithTheDefinition(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      let expected = trial.kernelCase.expected()
      return difference(
        trial.whole(), expected, tolerance: trial.kernelCase.tolerance,
        elementBytes: trial.kernelCase.elementBytes)
    }
  }

  @Test("Every variant leaves the state that its operator means", arguments: Variant.stateful)
  func statesAgreeWithTheDefinition(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      let expected = trial.kernelCase.expectedStates()
      return zip(trial.wholeStates(), expected).lazy.compactMap { difference($0, $1) }.first
    }
  }

  @Test(
    "Every faster variant gives the bytes of the scalar one",
    .enabled(if: !Variant.accelerated.isEmpty, "only scalar variants run here"),
    arguments: Variant.accelerated)
  func variantsAgreeWithScalar(variant: Variant) throws {
    let scalar = try #require(Variant.scalar.first { $0.kernel == variant.kernel })
    try forEachSeed(variant) { trial in
      difference(trial.whole(), trial.whole(by: scalar))
    }
  }
}
