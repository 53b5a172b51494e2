/// Memory of the host at an aligned address.
package struct AlignedBytes: ~Copyable {
  package let bytes: UnsafeMutableRawBufferPointer

  /// Bytes of `value`, `count` of them, at a multiple of `alignment`.
  package init(count: Int, alignment: Int, repeating value: UInt8) {
    bytes = .allocate(byteCount: max(count, 1), alignment: max(alignment, 16))
    bytes.initializeMemory(as: UInt8.self, repeating: value)
  }

  deinit { bytes.deallocate() }
}
