internal import Crypto
internal import Foundation

/// Reads files a user names: regular ones only, bounded, never waiting on a pipe.
package enum FileReader {
  /// The path that stands for standard input.
  package static let standardInput = "-"

  /// - Parameters:
  ///   - name: What errors call the file, if not by its path.
  ///   - followsLink: Whether the path's last component may be a symbolic link.
  package static func read(
    _ path: String, as name: String? = nil, limit: Int, followsLink: Bool = true
  ) throws(ImportError) -> [UInt8] {
    let name = name ?? path
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW)
    let descriptor = open(path, flags)
    guard descriptor >= 0 else { throw openingError(name) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw readingError(name) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ImportError(
        file: name, "expected a regular file, found \(kind(of: status.st_mode))")
    }
    return try readAll(descriptor, name, expected: Int(status.st_size), limit: limit)
  }

  /// Everything until standard input ends.
  package static func readStandardInput(limit: Int) throws(ImportError) -> [UInt8] {
    try readAll(STDIN_FILENO, standardInput, expected: 0, limit: limit)
  }

  /// SHA-256 in lower-case hexadecimal digits.
  package static func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// - Parameter expected: What the file system says; the file may be longer by now.
  private static func readAll(_ descriptor: Int32, _ path: String, expected: Int, limit: Int)
    throws(ImportError) -> [UInt8]
  {
    var bytes: [UInt8] = []
    var chunkBytes = max(expected, 65_536)
    while expected <= limit {
      var count = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: min(chunkBytes, limit - bytes.count) + 1) {
        count = Foundation.read(descriptor, $0.baseAddress, $0.count)
        $1 = max(count, 0)
      }
      guard count >= 0 || errno == EINTR else { throw readingError(path) }
      if count == 0 { return bytes }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= limit else { break }
      chunkBytes = 65_536
    }
    throw ImportError(file: path, "expected at most \(limit) bytes, found more")
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
