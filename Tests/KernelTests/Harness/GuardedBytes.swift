/// Memory of exactly `count` bytes between guard bytes; a class because it owns that memory.
final class GuardedBytes {
  /// What every byte holds until somebody writes it.
  static let untouched: Int8 = 0x5A
  private static let margin = 64

  let count: Int
  private let block: UnsafeMutableRawBufferPointer

  init(count: Int) {
    self.count = count
    block = .allocate(byteCount: count + 2 * Self.margin, alignment: 64)
    block.initializeMemory(as: Int8.self, repeating: Self.untouched)
  }

  convenience init(_ bytes: [UInt8]) {
    self.init(count: bytes.count)
    UnsafeMutableRawBufferPointer(start: base, count: count).copyBytes(from: bytes)
  }

  deinit {
    block.deallocate()
  }

  /// 64-byte aligned.
  var base: UnsafeMutableRawPointer {
    block.baseAddress! + Self.margin
  }

  var contents: [UInt8] {
    Array(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Whether the bytes outside are as they were.
  var isIntact: Bool {
    let untouched = UInt8(bitPattern: Self.untouched)
    return block.prefix(Self.margin).allSatisfy { $0 == untouched }
      && block.suffix(Self.margin).allSatisfy { $0 == untouched }
  }
}
