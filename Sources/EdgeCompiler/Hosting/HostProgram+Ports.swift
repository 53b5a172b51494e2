package import EdgeIR
internal import EdgeRuntime

extension HostProgram {
  /// The inputs as the caller sees them; nil where an input's extents are not those of its bytes.
  package var inputTypes: [TensorType?] {
    (0..<program.inputCount).map { TensorType(program.input($0)) }
  }

  /// The outputs, likewise.
  package var outputTypes: [TensorType?] {
    (0..<program.outputCount).map { TensorType(program.output($0)) }
  }
}

extension TensorType {
  fileprivate init?(_ port: Program.Port) {
    guard ElementType.allCases.indices.contains(Int(port.element)) else { return nil }
    let element = ElementType.allCases[Int(port.element)]
    let shape = (0..<port.rank).map { Int(port.extents[$0]) }
    var bytes = element.bytes
    for extent in shape {
      guard extent >= 1, bytes <= port.byteCount else { return nil }
      bytes *= extent
    }
    guard bytes == port.byteCount else { return nil }
    self.init(element, shape, Quantization(port, element))
  }
}

extension Quantization {
  /// Nil where the elements stand for themselves.
  fileprivate init?(_ port: Program.Port, _ element: ElementType) {
    guard let range = element.quantizedRange, range.contains(Int(port.zeroPoint)),
      Quantization.isAcceptable(scale: port.scale)
    else { return nil }
    if element == .int32, port.scale == 1, port.zeroPoint == 0 { return nil }
    self.init(scale: port.scale, zeroPoint: port.zeroPoint)
  }
}
