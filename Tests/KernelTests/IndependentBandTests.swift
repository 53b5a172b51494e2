import EdgeOperators
import EdgeTestSupport
import Testing

/// What kernels owe those who compute bands at the same time.
@Suite struct IndependentBandTests {
  @Test(arguments: Variant.all.filter { KernelBands.independent.contains($0.id) })
  func `a band leaves all other rows as they were`(variant: Variant) throws {
    try forEachSeed(variant) { trial in
      let inputs = trial.kernelCase.operands.map { trial.surface(of: $0) }
      let bands = trial.bands()
      let output = trial.outputSurface()
      Rig(variant, trial.kernelCase, inputs: inputs, output: output).compute(bands[0])
      for row in 0..<trial.kernelCase.output.rows where !bands[0].rows.contains(row) {
        guard output.load(row: row).allSatisfy({ $0 == GuardedBytes.untouched }) else {
          return "rows \(bands[0].rows) changed row \(row)"
        }
      }
      return nil
    }
  }

  /// The mean of a sum has one row, whatever is asked for.
  @Test func `they are all that keep nothing, but the one that looks at no rows`() {
    let keeping = KernelGenerator.all.filter { generator in
      (0..<UInt64(20)).contains { seed in
        var random = SeededGenerator(seed: seed)
        let kernelCase = generator.make(&random)
        return kernelCase.readsRowBefore || kernelCase.scratchBytes > 0
          || !kernelCase.states.isEmpty
      }
    }
    let expected = Set(KernelGenerator.all.map(\.kernel))
      .subtracting(keeping.map(\.kernel) + ["mean_of_sum_s8"])
    #expect(Set(KernelVariants.names(of: KernelBands.independent)) == expected)
  }
}
