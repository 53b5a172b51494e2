package import EdgeIR

/// An array as NumPy saves it: versions 1 to 3, little-endian, C order.
///
/// The format: numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
package struct NPY: Hashable, Sendable {
  package var element: ElementType
  package var shape: [Int]
  /// Row-major.
  package var bytes: [UInt8]

  package init(element: ElementType, shape: [Int], bytes: [UInt8]) {
    self.element = element
    self.shape = shape
    self.bytes = bytes
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let elements: [(descriptions: [String], element: ElementType)] = [
    (["|i1", "<i1"], .int8), (["|u1", "<u1"], .uint8), (["<i2"], .int16), (["<i4"], .int32),
    (["<f4"], .float32),
  ]

  package static func recognizes(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// - Parameter file: The name to use in errors.
  package static func read(_ bytes: [UInt8], file: String) throws(ImportError) -> NPY {
    do throws(NPYError) {
      return try read(bytes)
    } catch {
      throw ImportError(file: file, "npy: \(error.message)")
    }
  }

  private static func read(_ bytes: [UInt8]) throws(NPYError) -> NPY {
    let range = try headerRange(bytes)
    var parser = NPYHeader(bytes[range])
    let header = try parser.parse()
    guard !header.isFortranOrder else {
      throw NPYError("expected C order, found Fortran order; save numpy.ascontiguousarray(x)")
    }
    guard let row = elements.first(where: { $0.descriptions.contains(header.description) }) else {
      let known = elements.map { $0.descriptions[0] }.joined(separator: ", ")
      throw NPYError("expected one of \(known), found \(header.description.excerpt)")
    }
    guard header.shape.count <= Limits.rank.upperBound,
      let size = Limits.bytes(of: row.element, shape: header.shape)
    else {
      throw NPYError(
        "expected at most \(Limits.rank.upperBound) extents of 1 to \(Limits.dimension), at most "
          + "\(Limits.tensorBytes) bytes in all, found shape \(header.shape.prefix(8))")
    }
    guard bytes.count - range.upperBound == size else {
      throw NPYError(
        "expected \(size) bytes of \(row.element) \(header.shape), found "
          + "\(bytes.count - range.upperBound)")
    }
    return NPY(element: row.element, shape: header.shape, bytes: Array(bytes[range.upperBound...]))
  }

  private static func headerRange(_ bytes: [UInt8]) throws(NPYError) -> Range<Int> {
    guard recognizes(bytes), bytes.count > magic.count + 2 else {
      throw NPYError("expected the magic bytes and a version, found neither")
    }
    let version = bytes[magic.count]
    guard (1...3).contains(version), bytes[magic.count + 1] == 0 else {
      throw NPYError("expected version 1.0 to 3.0, found \(version).\(bytes[magic.count + 1])")
    }
    let start = magic.count + 2 + (version == 1 ? 2 : 4)
    guard bytes.count >= start else { throw NPYError("expected a header, found none") }
    let length = bytes[(magic.count + 2)..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= FileLimits.npyHeaderBytes, length <= bytes.count - start else {
      throw NPYError("expected a header of \(length) bytes, found \(bytes.count - start) in all")
    }
    return start..<(start + length)
  }
}

/// Why bytes are not an array that edgerun reads.
struct NPYError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
