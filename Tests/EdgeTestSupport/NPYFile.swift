/// Writes .npy files, good and bad ones.
public struct NPYFile {
  public var version: UInt8 = 1
  public var description: String
  public var isFortranOrder = "False"
  public var shape: String
  public var data: [UInt8]

  /// - Parameters:
  ///   - description: As in a dtype, such as `<f4`, with its quotes.
  ///   - shape: A Python tuple.
  public init(_ description: String, _ shape: String, _ data: [UInt8]) {
    self.description = description
    self.shape = shape
    self.data = data
  }

  public init(_ description: String, _ shape: [Int], _ data: [UInt8]) {
    let extents = shape.map { "\($0), " }.joined()
    self.init(description, "(\(extents))", data)
  }

  public var bytes: [UInt8] {
    var header = Array(
      "{'descr': \(description), 'fortran_order': \(isFortranOrder), 'shape': \(shape), }".utf8)
    let lengthBytes = version == 1 ? 2 : 4
    while (8 + lengthBytes + header.count + 1) % 64 != 0 { header.append(0x20) }
    header.append(0x0A)
    let length = (0..<lengthBytes).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + header + data
  }
}
