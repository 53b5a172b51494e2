internal import EdgeIR

extension Safetensors {
  /// - Parameter file: The name to use in errors, whose positions are lines and columns of the
  ///   header.
  package static func read(_ bytes: [UInt8], file: String) throws(ImportError) -> Safetensors {
    let header = try headerRange(bytes, file)
    let text = Array(bytes[header])
    var issues = Issues()
    let draft = HeaderDraft(text, dataBytes: bytes.count - header.upperBound, &issues)
    guard !issues.hasErrors else {
      throw ImportError(issues.errorDiagnostics(file: file, text: text))
    }
    let entries = draft.entries.map { entry in
      let range = header.upperBound + entry.begin..<header.upperBound + entry.end
      return Entry(
        name: entry.name, element: entry.element, shape: entry.shape, bytes: Array(bytes[range]))
    }
    return Safetensors(entries: entries, metadata: draft.metadata)
  }

  private static func headerRange(_ bytes: [UInt8], _ file: String) throws(ImportError)
    -> Range<Int>
  {
    guard bytes.count >= lengthBytes else {
      throw ImportError(
        file: file, "expected a safetensors header length of 8 bytes, found \(bytes.count) bytes")
    }
    let length = bytes[..<lengthBytes].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= FileLimits.safetensorsHeaderBytes else {
      throw ImportError(
        file: file,
        "expected a header of at most \(FileLimits.safetensorsHeaderBytes) bytes, found \(length)")
    }
    let end = lengthBytes + Int(length)
    guard end <= bytes.count else {
      let left = bytes.count - lengthBytes
      throw ImportError(
        file: file, "expected a header of \(length) bytes, found \(left); the file is cut short")
    }
    guard length > 0, bytes[lengthBytes] == UInt8(ascii: "{") else {
      throw ImportError(file: file, "expected a header that begins with \"{\", found none")
    }
    return lengthBytes..<end
  }
}

/// What a header says, before it is known that it covers the bytes.
private struct HeaderDraft {
  struct Entry {
    var name: String
    var element: ElementType
    var shape: [Int]
    var begin, end: Int
    var offset: Int
  }

  var entries: [Entry] = []
  var metadata: [Safetensors.Metadatum] = []

  init(_ text: [UInt8], dataBytes: Int, _ issues: inout Issues) {
    do throws(JSONError) {
      guard let header = issues.value(of: try JSONParser.parse(text).object, "header") else {
        return
      }
      for member in header.members {
        if member.key == Safetensors.metadataKey {
          readMetadata(member.value, &issues)
        } else if let entry = Self.entry(member, &issues) {
          entries.append(entry)
        }
      }
    } catch {
      issues.error(error, "header")
    }
    entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    if !issues.hasErrors { checkCoverage(dataBytes, &issues) }
  }

  private mutating func readMetadata(_ value: JSONValue, _ issues: inout Issues) {
    for member in issues.value(of: value.object, Safetensors.metadataKey)?.members ?? [] {
      let what = "\(Safetensors.metadataKey): \(member.key.excerpt)"
      guard let text = issues.value(of: member.value.string, what) else { continue }
      metadata.append(.init(key: member.key, value: text))
    }
  }

  private static func entry(_ member: JSONObject.Member, _ issues: inout Issues) -> Entry? {
    let what = "tensor \(member.key.excerpt)"
    issues.name(member.key, at: member.keyOffset, "tensor")
    let keys = ["dtype", "shape", "data_offsets"]
    guard let object = issues.object(member.value, what, required: keys) else { return nil }
    let element = object["dtype"].flatMap { issues.dtype($0, what) }
    let shape = object["shape"].flatMap {
      issues.value(of: $0.integers(in: 0...Int.max), "\(what): shape")
    }
    let offsets = object["data_offsets"].flatMap {
      issues.value(of: $0.integers(in: 0...Int.max), "\(what): data_offsets")
    }
    guard let element, let shape, let offsets else { return nil }
    let message = check(element, shape, offsets)
    if let message {
      issues.error(at: member.value.offset, "\(what): \(message)")
      return nil
    }
    return Entry(
      name: member.key, element: element, shape: shape, begin: offsets[0], end: offsets[1],
      offset: member.value.offset)
  }

  /// Why shape, element and offsets do not belong together.
  private static func check(_ element: ElementType, _ shape: [Int], _ offsets: [Int]) -> String? {
    guard shape.count <= Limits.rank.upperBound else {
      return "expected at most \(Limits.rank.upperBound) extents, found \(shape.count)"
    }
    guard let bytes = Limits.bytes(of: element, shape: shape) else {
      return "expected extents of 1 to \(Limits.dimension), at most \(Limits.tensorBytes) bytes in "
        + "all, found shape \(shape)"
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      return "expected data_offsets [begin, end], found \(offsets.prefix(8))"
    }
    guard offsets[1] - offsets[0] == bytes else {
      return "expected \(bytes) bytes for \(element) \(shape), found \(offsets[1] - offsets[0])"
    }
    return nil
  }

  /// Every byte belongs to one tensor.
  private func checkCoverage(_ dataBytes: Int, _ issues: inout Issues) {
    var end = 0
    for entry in entries {
      guard entry.begin == end else {
        let fault = entry.begin < end ? "bytes of another tensor" : "a hole"
        issues.error(
          at: entry.offset,
          "tensor \(entry.name.excerpt): expected to begin at byte \(end), found \(entry.begin); "
            + "before it lies \(fault)")
        return
      }
      end = entry.end
    }
    guard end == dataBytes else {
      issues.error(at: 0, "expected \(end) bytes after the header, found \(dataBytes)")
      return
    }
  }
}

extension Issues {
  fileprivate mutating func dtype(_ value: JSONValue, _ what: String) -> ElementType? {
    guard let name = self.value(of: value.string, "\(what): dtype") else { return nil }
    let known = Safetensors.dtypes
    if let row = known.first(where: { $0.name == name }) { return row.element }
    let names = known.map(\.name).joined(separator: ", ")
    error(at: value.offset, "\(what): dtype: expected one of \(names), found \(name.excerpt)")
    return nil
  }
}
