import Foundation

/// A file to write: a reader sees the old contents or the new, never a part.
struct OutputFile {
  private let path: String
  private var isStandardOutput: Bool { path == "-" }

  /// - Parameters:
  ///   - path: `-` for standard output.
  ///   - sources: files that are read, or written too, and must not be written over.
  /// - Throws: where `path` is one of `sources`, under whatever name.
  init(_ path: String, sparing sources: [String]) throws(Failure) {
    self.path = path
    guard !isStandardOutput, let target = Self.status(path) else { return }
    for source in sources {
      guard let other = Self.status(source) else { continue }
      if other.st_dev == target.st_dev, other.st_ino == target.st_ino {
        throw .unwritable(file: path, reason: "it is also read or written, as \(source)")
      }
    }
  }

  /// Regular files are replaced in one step, keeping their mode, and links stay links; anything
  /// else, such as a device or a pipe, is written to as it is.
  func write(_ data: Data) throws(Failure) { try Self.write([(self, data)]) }

  /// As `write`, for files that belong together: none is replaced before the contents of all of
  /// them are on the disk.
  static func write(_ files: [(file: OutputFile, data: Data)]) throws(Failure) {
    for (file, data) in files where !file.isReplaced { try file.writeAsItIs(data) }
    let replaced = files.filter(\.file.isReplaced)
    guard !replaced.isEmpty else { return }
    try Signals.whileHeld { () throws(Failure) in try replace(replaced) }
  }

  private static func replace(_ files: [(file: OutputFile, data: Data)]) throws(Failure) {
    var staged: [Staged] = []
    do throws(Failure) {
      for (file, data) in files { staged.append(try file.stage(data)) }
      for next in staged {
        guard rename(next.temporary, next.final) == 0 else {
          throw .unwritable(file: next.final, reason: String(cString: strerror(errno)))
        }
      }
    } catch {
      for next in staged { unlink(next.temporary) }
      throw error
    }
  }

  /// Contents beside the file whose place they take.
  private struct Staged {
    var temporary: String
    var final: String
  }

  /// Whether this is, or becomes, a regular file.
  private var isReplaced: Bool {
    guard !isStandardOutput else { return false }
    return Self.status(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? true
  }

  private func writeAsItIs(_ data: Data) throws(Failure) {
    guard !isStandardOutput else { return try Console.write(data) }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure }
    defer { close(descriptor) }
    try write(data, to: descriptor)
  }

  private func stage(_ data: Data) throws(Failure) -> Staged {
    try stage(data, mode: Self.status(path).map { $0.st_mode & 0o7777 })
  }

  private func stage(_ data: Data, mode: mode_t?) throws(Failure) -> Staged {
    let target = realpath(path, nil).map { resolved in
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let final = target ?? path
    let temporary = "\(final).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode ?? 0o666)
    guard descriptor >= 0 else { throw failure }
    do throws(Failure) {
      defer { close(descriptor) }
      if let mode { fchmod(descriptor, mode) }
      try write(data, to: descriptor)
      guard fsync(descriptor) == 0 else { throw failure }
    } catch {
      unlink(temporary)
      throw error
    }
    return Staged(temporary: temporary, final: final)
  }

  private func write(_ data: Data, to descriptor: Int32) throws(Failure) {
    var rest = data[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 || (written < 0 && errno == EINTR) else { throw failure }
      rest = rest.dropFirst(max(written, 0))
    }
  }

  private var failure: Failure {
    .unwritable(file: path.isEmpty ? "\"\"" : path, reason: String(cString: strerror(errno)))
  }

  private static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }
}
