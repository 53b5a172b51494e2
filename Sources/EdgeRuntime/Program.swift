/// A compiled model: flat, position-independent, immutable bytes that can stay in flash.
///
/// The bytes are validated once: every table, step, view and port lies where it may. Inside that,
/// the members of a step's params are trusted to agree with its views, as the compiler wrote them;
/// a program from a stranger is not to be run. The program does not own its bytes: they outlive it.
@safe public struct Program: Sendable {
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// - Throws: what is wrong with `bytes`.
  public init(validating bytes: UnsafeRawBufferPointer) throws(ProgramError) {
    unsafe self.bytes = bytes
    try validate()
  }

  /// Bytes the arena must have.
  public var arenaBytes: Int { count(ProgramFormat.Field.arenaBytes) }
  /// What the arena's base address must be a multiple of.
  public var arenaAlignment: Int { count(ProgramFormat.Field.arenaAlignment) }
  /// Bytes kept from run to run, beside the arena; 0 for most models.
  public var stateBytes: Int { count(ProgramFormat.Field.stateBytes) }
  public var stepCount: Int { table(.steps).bytes / ProgramFormat.stepBytes }
  public var inputCount: Int { count(ProgramFormat.Field.inputCount) }
  public var outputCount: Int { count(ProgramFormat.Field.outputCount) }
  /// Of the whole program.
  public var byteCount: Int { count(ProgramFormat.Field.totalBytes) }

  /// - Precondition: `index` is in `0..<inputCount`.
  public func input(_ index: Int) -> Port {
    precondition(index >= 0 && index < inputCount)
    return port(index)
  }

  /// - Precondition: `index` is in `0..<outputCount`.
  public func output(_ index: Int) -> Port {
    precondition(index >= 0 && index < outputCount)
    return port(inputCount + index)
  }

  /// Byte `index`, in `0..<32`, of the model file's SHA-256.
  public func modelHashByte(_ index: Int) -> UInt8 {
    precondition(index >= 0 && index < 32)
    return unsafe bytes[ProgramFormat.Field.modelHash + index]
  }

  /// A tensor that is fed or read.
  public struct Port: Sendable {
    /// From the arena's base.
    public let offset: Int
    /// Of the tensor as the caller sees it.
    public let byteCount: Int
    /// What it consists of as the caller sees it: 0 int8, 1 uint8, 2 int16, 3 int32, 4 int64,
    /// 5 float32, 6 bool.
    public let element: UInt8
    /// What the arena holds of it: integers where the caller's float32 are quantised as they are
    /// read in, or were dequantised when they are read out; else the same as `element`.
    public let heldElement: UInt8
    public let rank: Int
    /// Extents; those beyond the rank are 1.
    public let extents: InlineArray<6, Int32>
    /// `real = scale * (integer - zeroPoint)`, of what is held.
    public let scale: Float
    public let zeroPoint: Int32
    /// Whether the tensor comes row by row while the program runs, and is never there as a whole.
    public let isFed: Bool
  }

  struct Step {
    let kernel: UInt16
    let inputCount, outputCount: Int
    let firstView: Int
    let params, constants, scratch: Int
    let firstRow, rowCount, rowStep: Int32
  }

  struct View {
    let location: UInt32
    let pixelBytes, rowBytes, ring, width, channels: Int32
    /// Of `ring` slots; -1 where rows follow each other.
    let firstSlot: Int32
  }

  /// A range of steps that run row by row.
  struct Stream {
    let firstStep, memberCount, firstMember, counters: Int
    var end: Int { firstStep + memberCount }
  }

  struct Member {
    let firstNeed, needCount: Int
    let isSink: Bool
  }

  /// Before row `y`, the writer must have done `min(y * stride - before + span, extent)` rows.
  struct Need {
    let writer: Int
    let stride, before, span, extent: Int32
  }

  var streamCount: Int { table(.streams).bytes / ProgramFormat.streamBytes }

  func stream(_ index: Int) -> Stream {
    let at = table(.streams).offset + index * ProgramFormat.streamBytes
    return Stream(
      firstStep: count(at), memberCount: count(at + 4), firstMember: count(at + 8),
      counters: count(at + 12))
  }

  func member(_ index: Int) -> Member {
    let at = table(.members).offset + index * ProgramFormat.memberBytes
    let packed = word(at + 4)
    return Member(
      firstNeed: count(at), needCount: Int(packed & 0xffff), isSink: packed >> 16 != 0)
  }

  func need(_ index: Int) -> Need {
    let at = table(.needs).offset + index * ProgramFormat.needBytes
    return Need(
      writer: count(at), stride: int32(at + 4), before: int32(at + 8), span: int32(at + 12),
      extent: int32(at + 16))
  }

  func step(_ index: Int) -> Step {
    let at = table(.steps).offset + index * ProgramFormat.stepBytes
    return unsafe Step(
      kernel: UInt16(littleEndian: bytes.load(fromByteOffset: at, as: UInt16.self)),
      inputCount: Int(bytes[at + 2]), outputCount: Int(bytes[at + 3]), firstView: count(at + 4),
      params: count(at + 8), constants: count(at + 12), scratch: count(at + 16),
      firstRow: int32(at + 20), rowCount: int32(at + 24), rowStep: int32(at + 28))
  }

  func view(_ index: Int) -> View {
    let at = table(.views).offset + index * ProgramFormat.viewBytes
    return View(
      location: UInt32(bitPattern: int32(at)), pixelBytes: int32(at + 4), rowBytes: int32(at + 8),
      ring: int32(at + 12), width: int32(at + 16), channels: int32(at + 20),
      firstSlot: int32(at + 24))
  }

  /// Where the rows of a view lie, counted in its row bytes.
  ///
  /// - Precondition: the view has slots.
  func slots(_ view: View) -> UnsafePointer<UInt16> {
    let at = table(.slots).offset + Int(view.firstSlot) * ProgramFormat.slotBytes
    return unsafe address(at).assumingMemoryBound(to: UInt16.self)
  }

  func params(_ step: Step) -> UnsafeRawPointer {
    unsafe address(table(.params).offset + step.params)
  }

  func constants(_ offset: Int) -> UnsafeRawPointer {
    unsafe address(table(.constants).offset + offset)
  }

  /// What the state holds before the first run: `stateBytes` bytes.
  var stateContents: UnsafeRawPointer {
    unsafe constants(count(ProgramFormat.Field.stateContents))
  }

  func port(_ index: Int) -> Port {
    let at = table(.ports).offset + index * ProgramFormat.portBytes
    var extents = InlineArray<6, Int32>(repeating: 1)
    for axis in 0..<ProgramFormat.rank { extents[axis] = int32(at + 12 + 4 * axis) }
    return unsafe Port(
      offset: count(at), byteCount: count(at + 4), element: bytes[at + 8],
      heldElement: bytes[at + 11], rank: Int(bytes[at + 9]),
      extents: extents, scale: Float(bitPattern: UInt32(bitPattern: int32(at + 36))),
      zeroPoint: int32(at + 40), isFed: bytes[at + 10] != 0)
  }

  func table(_ table: ProgramFormat.Table) -> (offset: Int, bytes: Int) {
    let at = ProgramFormat.Field.tables + 8 * table.rawValue
    return (count(at), count(at + 4))
  }

  private func address(_ offset: Int) -> UnsafeRawPointer {
    unsafe UnsafeRawPointer(bitPattern: UInt(bitPattern: bytes.baseAddress) + UInt(offset))
      .unsafelyUnwrapped
  }

  func int32(_ offset: Int) -> Int32 {
    unsafe Int32(littleEndian: bytes.load(fromByteOffset: offset, as: Int32.self))
  }

  func word(_ offset: Int) -> UInt32 { UInt32(bitPattern: int32(offset)) }

  /// A count or an offset: at most 2^31 - 1. What exceeds that reads as the largest, which lies
  /// outside of everything.
  func count(_ offset: Int) -> Int { Int(min(word(offset), UInt32(Int32.max))) }
}
