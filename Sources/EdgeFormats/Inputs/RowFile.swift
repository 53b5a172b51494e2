internal import EdgeIR
internal import Foundation

/// An input read piece by piece, when it is asked for: a file again and again, standard input once,
/// kept in a file without a name for the runs that follow. Never held in memory as a whole; reading
/// takes no heap memory.
package final class RowFile {
  /// Why a piece could not be read; what was asked for are zeros from then on.
  package private(set) var error: ImportError?

  private let path: String
  private let name: String
  private let byteCount: Int
  /// Read by offset.
  private let file: Int32
  private let isPipe: Bool
  /// Bytes of standard input that are in `file`.
  private var copied = 0
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)

  /// - Parameters:
  ///   - path: of raw bytes; `-` for standard input.
  ///   - input: all of its bytes are to be there, and no more.
  /// - Throws: where the file cannot be opened, or standard input is an .npy.
  package init(_ path: String, _ input: InputFile.Input) throws(ImportError) {
    (self.path, name, byteCount) = (path, input.name, input.type.bytes)
    isPipe = path == FileReader.standardInput
    file = try isPipe ? Self.temporaryFile() : FileReader.open(path)
    guard isPipe else { return }
    copy(upTo: NPY.magic.count)
    if isNPY {
      throw ImportError(
        file: path, "input \"\(name)\": expected raw bytes where rows are fed, found an .npy")
    }
  }

  deinit {
    close(file)
    chunk.deallocate()
  }

  /// Whether the file holds an .npy, or other than the input's bytes: what `InputFile` knows how to
  /// read or why to refuse.
  package var isOther: Bool {
    guard !isPipe else { return false }
    var status = stat()
    return fstat(file, &status) != 0 || status.st_size != byteCount || isNPY
  }

  private var isNPY: Bool {
    let count = max(0, pread(file, chunk.baseAddress, NPY.magic.count, 0))
    return NPY.recognizes(Array(chunk[..<count]))
  }

  /// Fills `bytes` with the input's from `offset` on.
  package func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
    if isPipe { copy(upTo: offset + bytes.count) }
    var done = 0
    while error == nil, done < bytes.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      done += received(pread(file, rest.baseAddress, rest.count, off_t(offset + done))) {
        offset + done
      }
    }
    for index in done..<bytes.count { bytes[index] = 0 }
  }

  /// Makes sure that all has been there and that nothing comes behind.
  package func finish() throws(ImportError) {
    if isPipe {
      copy(upTo: byteCount)
      if error == nil, Foundation.read(STDIN_FILENO, chunk.baseAddress, 1) == 1 {
        fail("found more")
      }
    }
    if let error { throw error }
  }

  /// Takes from standard input what is still missing.
  private func copy(upTo end: Int) {
    while error == nil, copied < min(end, byteCount) {
      let wanted = min(chunk.count, min(end, byteCount) - copied)
      let count = received(Foundation.read(STDIN_FILENO, chunk.baseAddress, wanted)) { copied }
      guard pwrite(file, chunk.baseAddress, count, off_t(copied)) == count else {
        error = Self.spoolError
        return
      }
      copied += count
    }
  }

  /// The bytes that a system call has read; 0 where it is to be tried again or has failed.
  private func received(_ result: Int, before: () -> Int) -> Int {
    if result == 0 { fail("found \(before())") }
    if result < 0, errno != EINTR {
      error = ImportError(file: path, "cannot be read", kind: .io)
    }
    return max(0, result)
  }

  private func fail(_ found: String) {
    error = ImportError(file: path, "input \"\(name)\": expected \(byteCount) bytes, \(found)")
  }

  private static let spoolError = ImportError(
    file: FileReader.standardInput, "cannot be kept in a temporary file", kind: .io)

  /// Without a name: it goes when it is closed.
  private static func temporaryFile() throws(ImportError) -> Int32 {
    guard let stream = tmpfile() else { throw spoolError }
    defer { fclose(stream) }
    let descriptor = dup(fileno(stream))
    guard descriptor >= 0 else { throw spoolError }
    return descriptor
  }
}
