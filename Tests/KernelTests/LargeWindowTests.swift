import EdgeTestSupport
import Testing

/// Kernels stage as much as fits their buffers; `make sanitize` guards those.
@Suite struct LargeWindowTests {
  private static let variants = Variant.accelerated.filter { variant in
    KernelGenerator.large.contains { $0.kernel == variant.kernel }
  }

  @Test(
    "Windows about as large as fit give the bytes of the scalar variant",
    .enabled(if: !variants.isEmpty, "only scalar variants run here"), arguments: variants)
  func largeWindows(variant: Variant) throws {
    let scalar = try #require(Variant.scalar.first { $0.kernel == variant.kernel })
    try forEachSeed(variant, in: KernelGenerator.large) { trial in
      difference(trial.whole(), trial.whole(by: scalar))
    }
  }
}
