/// Writes a FlatBuffers file front to back: a table, then what it leads to, so that every offset
/// leads forwards. Tables of the same layout share one vtable.
///
/// Layout as in flatbuffers.dev, "FlatBuffer Internals"; what `FlatBuffer` reads.
struct FlatBufferBuilder {
  private(set) var bytes: [UInt8]
  /// By contents, where the vtable lies.
  private var vtables: [[UInt16]: Int] = [:]

  /// - Parameter identifier: four letters behind the root's offset.
  init(root: FlatBufferFields, identifier: String) {
    bytes = [0, 0, 0, 0] + Array(identifier.utf8)
    store(UInt32(write(root)), at: 0)
  }

  private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  private mutating func store<Value: FixedWidthInteger>(_ value: Value, at location: Int) {
    withUnsafeBytes(of: value.littleEndian) { stored in
      for (index, byte) in stored.enumerated() { bytes[location + index] = byte }
    }
  }

  /// Zeros, until what comes `distance` bytes behind them is at a multiple of `alignment`.
  private mutating func align(to alignment: Int, behind distance: Int = 0) {
    while (bytes.count + distance) % alignment != 0 { bytes.append(0) }
  }

  /// Returns where the table lies. Of its fields the large ones come first, so that all are
  /// aligned.
  private mutating func write(_ table: FlatBufferFields) -> Int {
    let fields = table.values.sorted {
      ($1.value.inlineBytes, $0.key) < ($0.value.inlineBytes, $1.key)
    }
    var slots = [UInt16](repeating: 0, count: (table.values.keys.max() ?? -1) + 1)
    var tableBytes = 4
    for (field, value) in fields {
      slots[field] = UInt16(tableBytes)
      tableBytes += value.inlineBytes
    }
    let vtable = write(vtable: [UInt16(4 + 2 * slots.count), UInt16(tableBytes)] + slots)
    align(to: 4)
    let start = bytes.count
    append(Int32(start - vtable))
    bytes += Array(repeating: 0, count: tableBytes - 4)
    for (field, value) in fields { write(value, at: start + Int(slots[field])) }
    return start
  }

  private mutating func write(vtable: [UInt16]) -> Int {
    if let known = vtables[vtable] { return known }
    align(to: 2)
    let start = bytes.count
    vtables[vtable] = start
    for entry in vtable { append(entry) }
    return start
  }

  private mutating func write(_ value: FlatBufferValue, at location: Int) {
    switch value {
    case .int8(let value): store(value, at: location)
    case .uint8(let value): store(value, at: location)
    case .int32(let value): store(value, at: location)
    case .uint32(let value): store(value, at: location)
    case .float(let value): store(value.bitPattern, at: location)
    case .string(let text):
      write(vector: Array(text.utf8), alignment: 4, from: location)
      bytes.append(0)
    case .bytes(let values): write(vector: values, alignment: 16, from: location)
    case .int32s(let values): write(vector: values, alignment: 4, from: location)
    case .int64s(let values): write(vector: values, alignment: 8, from: location)
    case .floats(let values):
      write(vector: values.map(\.bitPattern), alignment: 4, from: location)
    case .table(let table):
      let target = write(table)
      store(UInt32(target - location), at: location)
    case .tables(let tables): write(tables, from: location)
    }
  }

  private mutating func write<Value: FixedWidthInteger>(
    vector: [Value], alignment: Int, from location: Int
  ) {
    align(to: 4)
    align(to: alignment, behind: 4)
    store(UInt32(bytes.count - location), at: location)
    append(UInt32(vector.count))
    for value in vector { append(value) }
  }

  private mutating func write(_ tables: [FlatBufferFields], from location: Int) {
    align(to: 4)
    let start = bytes.count
    store(UInt32(start - location), at: location)
    append(UInt32(tables.count))
    bytes += Array(repeating: 0, count: 4 * tables.count)
    for (index, table) in tables.enumerated() {
      let entry = start + 4 + 4 * index
      let target = write(table)
      store(UInt32(target - entry), at: entry)
    }
  }
}
