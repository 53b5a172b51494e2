private import CEdgeKernels

/// A compiled model: flat, position-independent, immutable bytes that can stay in flash.
///
/// The bytes are validated once: every table, step, view and port lies where it may. Inside that,
/// the members of a step's params are trusted to agree with its views, as the compiler wrote them;
/// a program from a stranger is not to be run. The program does not own its bytes: they outlive it.
@safe public struct Program: Sendable {
  private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

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
    public let byteCount: Int
    /// 0 int8, 1 uint8, 2 int16, 3 int32, 4 int64, 5 float32, 6 bool.
    public let element: UInt8
    public let rank: Int
    /// Extents; those beyond the rank are 1.
    public let extents: InlineArray<6, Int32>
    /// `real = scale * (integer - zeroPoint)`.
    public let scale: Float
    public let zeroPoint: Int32
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
      ring: int32(at + 12), width: int32(at + 16), channels: int32(at + 20))
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

  private func port(_ index: Int) -> Port {
    let at = table(.ports).offset + index * ProgramFormat.portBytes
    var extents = InlineArray<6, Int32>(repeating: 1)
    for axis in 0..<ProgramFormat.rank { extents[axis] = int32(at + 12 + 4 * axis) }
    return unsafe Port(
      offset: count(at), byteCount: count(at + 4), element: bytes[at + 8], rank: Int(bytes[at + 9]),
      extents: extents, scale: Float(bitPattern: UInt32(bitPattern: int32(at + 36))),
      zeroPoint: int32(at + 40))
  }

  private func table(_ table: ProgramFormat.Table) -> (offset: Int, bytes: Int) {
    let at = ProgramFormat.Field.tables + 8 * table.rawValue
    return (count(at), count(at + 4))
  }

  private func address(_ offset: Int) -> UnsafeRawPointer {
    unsafe UnsafeRawPointer(bitPattern: UInt(bitPattern: bytes.baseAddress) + UInt(offset))
      .unsafelyUnwrapped
  }

  private func int32(_ offset: Int) -> Int32 {
    unsafe Int32(littleEndian: bytes.load(fromByteOffset: offset, as: Int32.self))
  }

  private func word(_ offset: Int) -> UInt32 { UInt32(bitPattern: int32(offset)) }

  /// A count or an offset: at most 2^31 - 1. What exceeds that reads as the largest, which lies
  /// outside of everything.
  private func count(_ offset: Int) -> Int { Int(min(word(offset), UInt32(Int32.max))) }
}

extension Program {
  private func validate() throws(ProgramError) {
    guard unsafe bytes.count >= ProgramFormat.headerBytes else { throw .truncated }
    guard unsafe UInt(bitPattern: bytes.baseAddress) % UInt(ProgramFormat.alignment) == 0 else {
      throw .programMisaligned
    }
    guard word(ProgramFormat.Field.magic) == ProgramFormat.magic else { throw .notAProgram }
    let version = word(ProgramFormat.Field.version)
    guard version == ProgramFormat.version else { throw .version(found: version) }
    guard unsafe byteCount == bytes.count, byteCount <= Int(Int32.max) else { throw .truncated }
    let covered = unsafe UnsafeRawBufferPointer(rebasing: bytes[ProgramFormat.checksummedFrom...])
    guard unsafe ProgramFormat.checksum(covered) == word(ProgramFormat.Field.checksum) else {
      throw .checksum
    }
    try validateTables()
    for index in 0..<stepCount { try validate(step(index), index) }
    for index in 0..<inputCount + outputCount { try validate(port(index), index) }
  }

  private func validateTables() throws(ProgramError) {
    let sizes: InlineArray<5, Int> = [
      ProgramFormat.stepBytes, ProgramFormat.viewBytes, ProgramFormat.portBytes, 4, 1,
    ]
    let alignments: InlineArray<5, Int> = [4, 4, 4, 4, ProgramFormat.alignment]
    for index in 0..<ProgramFormat.Table.count {
      let at = ProgramFormat.Field.tables + 8 * index
      let (offset, length) = (count(at), count(at + 4))
      guard offset >= ProgramFormat.headerBytes, offset <= byteCount, length <= byteCount - offset,
        offset % alignments[index] == 0, length % sizes[index] == 0
      else { throw .table(index: index) }
    }
    let ports = table(.ports).bytes / ProgramFormat.portBytes
    guard inputCount <= ports, outputCount == ports - inputCount else {
      throw .table(index: ProgramFormat.Table.ports.rawValue)
    }
    guard arenaBytes <= Int(Int32.max), arenaAlignment >= 1, arenaAlignment <= 65536,
      arenaAlignment & (arenaAlignment - 1) == 0
    else { throw .port(0) }
    let first = count(ProgramFormat.Field.stateContents)
    guard first <= table(.constants).bytes, stateBytes <= table(.constants).bytes - first else {
      throw .state
    }
  }

  private func validate(_ step: Step, _ index: Int) throws(ProgramError) {
    guard unsafe er_resolve(step.kernel) != nil else { throw .unknownKernel(step: index) }
    let views = step.inputCount + step.outputCount
    guard step.outputCount >= 1, views <= ProgramFormat.viewsPerStep,
      step.firstView <= table(.views).bytes / ProgramFormat.viewBytes - views,
      step.params % 4 == 0,
      step.params <= table(.params).bytes - Int(er_params_bytes(step.kernel)),
      step.constants % ProgramFormat.alignment == 0, step.constants <= table(.constants).bytes,
      step.scratch <= arenaBytes, step.firstRow >= 0, step.rowCount >= 0,
      step.rowCount <= Int32.max - step.firstRow, step.rowStep == 1 || step.rowStep == -1
    else { throw .step(index) }
    for view in step.firstView..<step.firstView + views {
      let isOutput = view >= step.firstView + step.inputCount
      guard isInside(self.view(view), mayBeConstant: !isOutput) else { throw .step(index) }
    }
  }

  /// Whether every byte a kernel can reach through the view lies in the arena or the constants.
  private func isInside(_ view: View, mayBeConstant: Bool) -> Bool {
    guard view.pixelBytes >= 0, view.rowBytes >= 0, view.ring >= 1, view.width >= 1,
      view.channels >= 1
    else { return false }
    let isConstant = view.location & ProgramFormat.constantBit != 0
    let isState = view.location & ProgramFormat.stateBit != 0
    guard !(isConstant && isState) else { return false }
    let capacity = isConstant ? table(.constants).bytes : isState ? stateBytes : arenaBytes
    guard !isConstant || mayBeConstant else { return false }
    let (rows, rowsOverflow) = Int(view.ring - 1)
      .multipliedReportingOverflow(by: Int(view.rowBytes))
    let (pixels, pixelsOverflow) = Int(view.width - 1)
      .multipliedReportingOverflow(by: Int(view.pixelBytes))
    var room = capacity - Int(view.location & ProgramFormat.offsetMask)
    guard !rowsOverflow, !pixelsOverflow, room >= rows else { return false }
    room -= rows
    guard room >= pixels else { return false }
    return room - pixels >= Int(view.channels)
  }

  private func validate(_ port: Port, _ index: Int) throws(ProgramError) {
    guard port.offset <= arenaBytes, port.byteCount <= arenaBytes - port.offset,
      port.rank <= ProgramFormat.rank
    else {
      throw .port(index)
    }
  }
}
