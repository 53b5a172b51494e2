/// What edgerun accepts of any model, whatever file it came in.
package enum Limits {
  package static let nodes = 65_536
  package static let tensors = 262_144
  package static let operandsPerNode = 4_096
  package static let rank = 1...6
  package static let dimension = 1 << 24
  package static let tensorBytes = Int(Int32.max)

  /// Bytes of a tensor of this element and shape, or nil where a limit above is broken.
  package static func bytes(of element: ElementType, shape: [Int]) -> Int? {
    var bytes = element.bytes
    for extent in shape {
      guard extent >= 1, extent <= dimension else { return nil }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= tensorBytes else { return nil }
      bytes = product
    }
    return bytes
  }
}
