extension Program {
  /// A tensor that is fed or read.
  @safe public struct Port: Sendable {
    nonisolated(unsafe) let record: UnsafeRawPointer

    /// From the arena's base.
    public var offset: Int { Int(truncatingIfNeeded: word(0)) }
    /// Of the tensor as the caller sees it.
    public var byteCount: Int { Int(truncatingIfNeeded: word(4)) }
    /// What it consists of as the caller sees it: 0 int8, 1 uint8, 2 int16, 3 int32, 4 int64,
    /// 5 float32, 6 bool.
    public var element: UInt8 { byte(8) }
    public var rank: Int { Int(byte(9)) }
    /// Whether the tensor comes row by row while the program runs, and is never there as a whole.
    public var isFed: Bool { byte(10) != 0 }
    /// What the arena holds of it: integers where the caller's float32 are quantised as they are
    /// read in, or were dequantised when they are read out; else the same as `element`.
    public var heldElement: UInt8 { byte(11) }
    /// `real = scale * (integer - zeroPoint)`, of what is held.
    public var scale: Float { Float(bitPattern: word(36)) }
    public var zeroPoint: Int32 { Int32(bitPattern: word(40)) }

    /// Extents; those beyond the rank are 1.
    public var extents: InlineArray<6, Int32> {
      var extents = InlineArray<6, Int32>(repeating: 1)
      for axis in 0..<ProgramFormat.rank { extents[axis] = Int32(bitPattern: word(12 + 4 * axis)) }
      return extents
    }

    private func word(_ offset: Int) -> UInt32 { unsafe record[word: offset] }
    private func byte(_ offset: Int) -> UInt8 {
      unsafe record.load(fromByteOffset: offset, as: UInt8.self)
    }
  }
}
