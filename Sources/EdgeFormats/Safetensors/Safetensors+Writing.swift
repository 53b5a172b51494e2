internal import EdgeIR

extension Safetensors {
  /// The file, every tensor's bytes aligned to its element: larger elements first, otherwise in the
  /// order of `entries`.
  package var encoded: [UInt8] {
    let sorted = entries.enumerated().sorted {
      ($1.element.element.bytes, $0.offset) < ($0.element.element.bytes, $1.offset)
    }.map(\.element)
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.map { "\($0.key.jsonQuoted):\($0.value.jsonQuoted)" }
      members.append("\(Self.metadataKey.jsonQuoted):{\(pairs.joined(separator: ","))}")
    }
    var end = 0
    for entry in sorted {
      let begin = end
      end += entry.bytes.count
      members.append(Self.header(of: entry, begin: begin, end: end))
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let length = (0..<Self.lengthBytes).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return length + header + sorted.flatMap(\.bytes)
  }

  private static func header(of entry: Entry, begin: Int, end: Int) -> String {
    let dtype = dtypes.first { $0.element == entry.element }?.name ?? ""
    let shape = entry.shape.map(String.init).joined(separator: ",")
    return "\(entry.name.jsonQuoted):{\"dtype\":\"\(dtype)\",\"shape\":[\(shape)],"
      + "\"data_offsets\":[\(begin),\(end)]}"
  }
}
