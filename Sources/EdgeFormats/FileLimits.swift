/// How large a file may be, whatever it claims of itself. `EdgeIR.Limits` bounds what is in it.
package enum FileLimits {
  /// Bytes of a model file that is a text.
  package static let modelTextBytes = 64 << 20
  /// Bytes of a binary model file, of a weights file, and of an input: more cannot be tensors that
  /// `EdgeIR.Limits` accepts and a microcontroller holds.
  package static let binaryBytes = Int(Int32.max)
  /// Bytes of the header of a safetensors file, as in its reference implementation.
  package static let safetensorsHeaderBytes = 100_000_000
  /// Bytes of the header of an .npy file. NumPy's own writer stays below 1,000.
  package static let npyHeaderBytes = 65_535
  /// Bytes of a labels file.
  package static let labelsBytes = 1 << 20
  /// Bytes of the name of a model, a tensor or a node.
  package static let nameBytes = 256
  /// Inputs and outputs of all nodes of a text model together.
  package static let operands = 524_288
  /// Levels of nesting of a JSON text.
  package static let jsonDepth = 64
  /// Members of one object, elements of one array: as many as there may be tensors.
  package static let jsonElements = 262_144
  /// Values of one JSON text.
  package static let jsonValues = 1 << 22
}
