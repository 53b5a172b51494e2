package import EdgeIR
package import EdgeRuntime

extension HostProgram {
  /// The inputs as the caller sees them; programs carry no names, so they are counted.
  ///
  /// - Throws: where an input's extents are not those of its bytes.
  package func inputs() throws(ProgramError) -> [Tensor] {
    var tensors: [Tensor] = []
    for index in 0..<program.inputCount {
      guard let type = TensorType(program.input(index)) else { throw ProgramError(.port, index) }
      tensors.append(Tensor(name: "input \(index)", type: type))
    }
    return tensors
  }

  /// The outputs, likewise.
  package func outputs() throws(ProgramError) -> [Tensor] {
    var tensors: [Tensor] = []
    for index in 0..<program.outputCount {
      guard let type = TensorType(program.output(index)) else {
        throw ProgramError(.port, program.inputCount + index)
      }
      tensors.append(Tensor(name: "output \(index)", type: type))
    }
    return tensors
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
      port.scale.isFinite, port.scale > 0
    else { return nil }
    self.init(scale: port.scale, zeroPoint: port.zeroPoint)
  }
}
