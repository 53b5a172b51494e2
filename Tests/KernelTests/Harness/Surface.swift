import CEdgeKernels
import EdgeTestSupport

/// Where the pixels of a view lie: guard bytes fill every gap this leaves.
struct Placement {
  var bytesBefore = 0  // of every pixel
  var bytesAfter = 0
  var rowSlack = 0  // bytes behind the last pixel of a row
  var ring: Int
  /// Where the rows of the ring lie, one after the other unless said.
  var slots: [UInt16]?

  static func random(ring: Int, using random: inout SeededGenerator) -> Placement {
    guard !random.oneIn(3) else { return Placement(ring: ring) }
    return Placement(
      bytesBefore: random.int(0...5), bytesAfter: random.int(0...5),
      rowSlack: random.oneIn(2) ? 0 : random.int(1...9), ring: ring,
      slots: random.oneIn(2) ? nil : (0..<UInt16(ring)).shuffled(using: &random))
  }
}

/// A feature map, or the rows of it that a ring holds, in guarded memory.
struct Surface {
  let shape: Shape
  let view: er_view
  private let memory: GuardedBytes
  private let pixelBytes: Int
  private let firstByte: Int
  private let slots: Slots?

  /// What a view points to stays where it is.
  private final class Slots {
    let values: UnsafeMutableBufferPointer<UInt16>

    init(_ slots: [UInt16]) {
      values = .allocate(capacity: slots.count)
      _ = values.initialize(from: slots)
    }

    deinit { values.deallocate() }
  }

  /// A surface that repeats has a pixel step of 0 when it is one pixel wide.
  init(_ shape: Shape, _ placement: Placement, repeats: Bool = false) {
    self.shape = shape
    pixelBytes = placement.bytesBefore + shape.channels + placement.bytesAfter
    firstByte = placement.bytesBefore
    let rowBytes = shape.width * pixelBytes + placement.rowSlack
    memory = GuardedBytes(count: placement.ring * rowBytes)
    slots = placement.slots.map(Slots.init)
    view = er_view(
      base: memory.base + firstByte, slots: slots.map { UnsafePointer($0.values.baseAddress!) },
      pixel_bytes: repeats && shape.width == 1 ? 0 : Int32(pixelBytes),
      row_bytes: Int32(rowBytes), ring: Int32(placement.ring), width: Int32(shape.width),
      channels: Int32(shape.channels))
  }

  /// A plain tensor that shares `memory` with others.
  init(_ shape: Shape, in memory: GuardedBytes, at offset: Int) {
    self.shape = shape
    self.memory = memory
    slots = nil
    pixelBytes = shape.channels
    firstByte = offset
    view = er_view(
      base: memory.base + offset, slots: nil, pixel_bytes: Int32(shape.channels),
      row_bytes: Int32(shape.rowBytes), ring: Int32(shape.rows), width: Int32(shape.width),
      channels: Int32(shape.channels))
  }

  init(_ map: FeatureMap, _ placement: Placement, repeats: Bool = false) {
    self.init(map.shape, placement, repeats: repeats)
    for row in 0..<map.shape.rows { store(map[row: row], row: row) }
  }

  func store(_ values: ArraySlice<Int8>, row: Int) {
    values.withUnsafeBytes { source in
      for x in 0..<shape.width {
        let from = UnsafeRawBufferPointer(
          rebasing: source[x * shape.channels..<(x + 1) * shape.channels])
        pixel(x, row: row).copyMemory(from: from)
      }
    }
  }

  func load(row: Int) -> [Int8] {
    (0..<shape.width).flatMap { Array(pixel($0, row: row).bindMemory(to: Int8.self)) }
  }

  func load() -> FeatureMap {
    var map = FeatureMap(shape, filledWith: 0)
    for row in 0..<shape.rows { map[row: row] = load(row: row)[...] }
    return map
  }

  func forget(row: Int) {
    store(Array(repeating: GuardedBytes.untouched, count: shape.rowBytes)[...], row: row)
  }

  /// Whether the bytes that belong to no pixel are as they were.
  var isIntact: Bool {
    var bytes = memory.contents
    let rowBytes = Int(view.row_bytes)
    for row in 0..<Int(view.ring) {
      for x in 0..<shape.width {
        let first = row * rowBytes + x * pixelBytes + firstByte
        for byte in first..<first + shape.channels {
          bytes[byte] = UInt8(bitPattern: GuardedBytes.untouched)
        }
      }
    }
    return memory.isIntact
      && bytes.allSatisfy { $0 == UInt8(bitPattern: GuardedBytes.untouched) }
  }

  private func pixel(_ x: Int, row: Int) -> UnsafeMutableRawBufferPointer {
    let place = row % Int(view.ring)
    let held = slots.map { Int($0.values[place]) } ?? place
    return UnsafeMutableRawBufferPointer(
      start: view.base + held * Int(view.row_bytes) + x * pixelBytes, count: shape.channels)
  }
}
