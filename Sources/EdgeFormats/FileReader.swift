internal import Crypto
internal import Foundation

/// Reads files a user names: regular ones only, bounded, never waiting on a pipe.
package enum FileReader {
  /// The path that stands for standard input.
  package static let standardInput = "-"

  /// - Parameters:
  ///   - path: `-` for standard input, which is read until it ends.
  ///   - name: What errors call the file, if not by its path.
  ///   - limit: The most bytes there may be, for a file that begins with these.
  ///   - followsLink: Whether the path's last component may be a symbolic link.
  package static func read(
    _ path: String, as name: String? = nil, followsLink: Bool = true,
    limit: (_ start: [UInt8]) -> Int
  ) throws(ImportError) -> [UInt8] {
    guard path != standardInput else { return try readAll(STDIN_FILENO, path, limit: limit) }
    let name = name ?? path
    let descriptor = try open(path, as: name, followsLink: followsLink)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw readingError(name) }
    return try readAll(descriptor, name, expected: Int(status.st_size), limit: limit)
  }

  /// A descriptor of a regular file, for reading; the caller closes it.
  static func open(_ path: String, as name: String? = nil, followsLink: Bool = true)
    throws(ImportError) -> Int32
  {
    let name = name ?? path
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW)
    let descriptor = Foundation.open(path, flags)
    guard descriptor >= 0 else { throw openingError(name) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      let error = ImportError(
        file: name, "expected a regular file, found \(kind(of: status.st_mode))")
      close(descriptor)
      throw error
    }
    return descriptor
  }

  package static func read(
    _ path: String, as name: String? = nil, followsLink: Bool = true, limit: Int
  ) throws(ImportError) -> [UInt8] {
    try read(path, as: name, followsLink: followsLink) { _ in limit }
  }

  /// SHA-256 in lower-case hexadecimal digits.
  package static func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  private static let chunkBytes = 65_536

  /// - Parameter expected: What the file system says; the file may be longer by now.
  private static func readAll(
    _ descriptor: Int32, _ path: String, expected: Int = 0, limit: ([UInt8]) -> Int
  ) throws(ImportError) -> [UInt8] {
    var bytes = try readChunk(descriptor, path, chunkBytes)
    let limit = limit(bytes)
    guard expected <= limit else { throw lengthError(path, limit) }
    bytes.reserveCapacity(expected + 1)
    while bytes.count <= limit {
      let chunk = try readChunk(descriptor, path, max(expected - bytes.count, chunkBytes))
      guard !chunk.isEmpty else { return bytes }
      bytes += chunk
    }
    throw lengthError(path, limit)
  }

  /// Some bytes, at most `count`; none at the end of the file.
  private static func readChunk(_ descriptor: Int32, _ path: String, _ count: Int)
    throws(ImportError) -> [UInt8]
  {
    var received = 0
    repeat {
      let chunk = [UInt8](unsafeUninitializedCapacity: count) {
        received = Foundation.read(descriptor, $0.baseAddress, $0.count)
        $1 = max(received, 0)
      }
      if received >= 0 { return chunk }
    } while errno == EINTR
    throw readingError(path)
  }

  private static func lengthError(_ path: String, _ limit: Int) -> ImportError {
    ImportError(file: path, "expected at most \(limit) bytes, found more")
  }

  private static func openingError(_ path: String) -> ImportError {
    switch errno {
    case ENOENT, ENOTDIR:
      ImportError(file: path, "expected a file, found none of this name", kind: .notFound)
    case ELOOP:
      ImportError(file: path, "expected a regular file, found a symbolic link")
    case ENXIO:
      ImportError(file: path, "expected a regular file, found a socket or device")
    default: readingError(path)
    }
  }

  private static func readingError(_ path: String) -> ImportError {
    ImportError(file: path, "cannot be read: \(String(cString: strerror(errno)))", kind: .io)
  }

  private static func kind(of mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a directory"
    case S_IFIFO: "a named pipe; give its contents as a file or on standard input"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }
}
