import Foundation

/// Memory that ends where an inaccessible page begins: writing one byte behind it is a fault.
struct GuardedArena: ~Copyable {
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int
  private let accessibleBytes: Int

  init?(atLeast count: Int) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    accessibleBytes = (count + page - 1) / page * page
    mappedBytes = accessibleBytes + page
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let mapping = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, flags, -1, 0),
      mapping != MAP_FAILED,
      mprotect(mapping + accessibleBytes, page, PROT_NONE) == 0
    else { return nil }
    self.mapping = mapping
  }

  /// `claimed` bytes of which only the first `accessible` can be touched.
  func bytes(claimed: Int, accessible: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: mapping + accessibleBytes - accessible, count: claimed)
  }

  deinit { munmap(mapping, mappedBytes) }
}
