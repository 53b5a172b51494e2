/// What a FlatBuffers file is made of, for tests that need files no other tool would write.
indirect enum FlatValue {
  case table(FlatTable)
  case tables([FlatTable])
  /// A vector whose elements all lead to one table.
  case repeated(FlatTable, count: Int)
  case string(String)
  case bytes([UInt8])
  case int8(Int8)
  case uint8(UInt8)
  case int32(Int32)
  case uint32(UInt32)
  case uint64(UInt64)
  case float(Float)
  case int32s([Int32])
  case int64s([Int64])
  case floats([Float])
}

/// Fields by their number.
struct FlatTable: ExpressibleByDictionaryLiteral {
  var fields: [Int: FlatValue]

  init(dictionaryLiteral elements: (Int, FlatValue)...) {
    fields = Dictionary(uniqueKeysWithValues: elements)
  }

  subscript(field: Int) -> FlatValue? {
    get { fields[field] }
    set { fields[field] = newValue }
  }
}

/// Writes a FlatBuffers file front to back: a vtable, its table, then what the table leads to.
struct FlatFile {
  private(set) var bytes: [UInt8]
  /// Where vtables, vectors and strings begin, in the order written.
  private(set) var vtables: [Int] = []
  private(set) var vectors: [Int] = []
  private(set) var strings: [Int] = []

  init(root: FlatTable, identifier: String) {
    bytes = [0, 0, 0, 0] + Array(identifier.utf8)
    patch(0, with: write(root))
  }

  private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  private mutating func align(_ multiple: Int, plus rest: Int = 0) {
    while bytes.count % multiple != rest { bytes.append(0) }
  }

  /// Stores at `location` how far it is to `target`.
  private mutating func patch(_ location: Int, with target: Int) {
    let distance = UInt32(target - location)
    for index in 0..<4 {
      bytes[location + index] = UInt8(truncatingIfNeeded: distance >> (8 * index))
    }
  }

  private mutating func write(_ table: FlatTable) -> Int {
    let fields = table.fields.sorted { $0.key < $1.key }
    let slots = (fields.last?.key ?? -1) + 1
    // Of every field 8 bytes, whatever it is, behind 8 for the table's own offset.
    let tableBytes = 8 + 8 * fields.count
    align(8)
    let vtable = bytes.count
    vtables.append(vtable)
    append(UInt16(4 + 2 * slots))
    append(UInt16(tableBytes))
    for slot in 0..<slots {
      let position = fields.firstIndex { $0.key == slot }
      append(UInt16(position.map { 8 + 8 * $0 } ?? 0))
    }
    align(8)
    let start = bytes.count
    append(Int32(start - vtable))
    bytes += Array(repeating: 0, count: tableBytes - 4)
    for (index, field) in fields.enumerated() { write(field.value, at: start + 8 + 8 * index) }
    return start
  }

  private mutating func write(_ value: FlatValue, at location: Int) {
    switch value {
    case .int8(let value): store(value, at: location)
    case .uint8(let value): store(value, at: location)
    case .int32(let value): store(value, at: location)
    case .uint32(let value): store(value, at: location)
    case .uint64(let value): store(value, at: location)
    case .float(let value): store(value.bitPattern, at: location)
    case .table(let table): patch(location, with: write(table))
    case .tables(let tables): patch(location, with: write(tables))
    case .repeated(let table, let count): patch(location, with: write(table, count: count))
    case .string(let text):
      strings.append(patch(location, vector: Array(text.utf8), alignment: 4))
      bytes.append(0)
    case .bytes(let values): vectors.append(patch(location, vector: values, alignment: 16))
    case .int32s(let values): vectors.append(patch(location, vector: values, alignment: 4))
    case .int64s(let values): vectors.append(patch(location, vector: values, alignment: 8))
    case .floats(let values):
      vectors.append(patch(location, vector: values.map(\.bitPattern), alignment: 4))
    }
  }

  private mutating func store<Value: FixedWidthInteger>(_ value: Value, at location: Int) {
    for index in 0..<MemoryLayout<Value>.size {
      bytes[location + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  private mutating func patch<Value: FixedWidthInteger>(
    _ location: Int, vector: [Value], alignment: Int
  ) -> Int {
    align(alignment, plus: alignment - 4)
    let start = bytes.count
    patch(location, with: start)
    append(UInt32(vector.count))
    for value in vector { append(value) }
    return start
  }

  private mutating func write(_ tables: [FlatTable]) -> Int {
    align(4)
    let start = bytes.count
    vectors.append(start)
    append(UInt32(tables.count))
    bytes += Array(repeating: 0, count: 4 * tables.count)
    for (index, table) in tables.enumerated() {
      patch(start + 4 + 4 * index, with: write(table))
    }
    return start
  }

  private mutating func write(_ table: FlatTable, count: Int) -> Int {
    align(4)
    let start = bytes.count
    append(UInt32(count))
    bytes += Array(repeating: 0, count: 4 * count)
    let target = write(table)
    for index in 0..<count { patch(start + 4 + 4 * index, with: target) }
    return start
  }
}
