/// A compiled model: flat, position-independent, immutable bytes that can stay in flash.
///
/// The bytes are validated once: every table, step, view and port lies where it may. The program
/// does not own its bytes: they outlive it.
@safe public struct Program: Sendable {
  nonisolated(unsafe) let base: UnsafeRawPointer

  /// - Throws: what is wrong with `bytes`.
  public init(validating bytes: UnsafeRawBufferPointer) throws(ProgramError) {
    try unsafe self.init(header: bytes)
    try validate()
  }

  /// Looks at the header only.
  init(header bytes: UnsafeRawBufferPointer) throws(ProgramError) {
    guard bytes.count >= ProgramFormat.headerBytes, let base = bytes.baseAddress else {
      throw ProgramError(.truncated)
    }
    unsafe self.base = base
    guard UInt(bitPattern: base) % UInt(ProgramFormat.alignment) == 0 else {
      throw ProgramError(.programMisaligned)
    }
    guard word(ProgramFormat.Field.magic) == ProgramFormat.magic else {
      throw ProgramError(.notAProgram)
    }
    let version = word(ProgramFormat.Field.version)
    guard version == ProgramFormat.version else {
      throw ProgramError(.version, Int(truncatingIfNeeded: version))
    }
    let total = word(ProgramFormat.Field.totalBytes)
    guard UInt(truncatingIfNeeded: total) == UInt(bitPattern: bytes.count), total <= Self.largest
    else { throw ProgramError(.truncated) }
  }

  /// - Precondition: `base` is the address of a program that was validated.
  init(validated base: UnsafeRawPointer) { unsafe self.base = base }

  /// Bytes the arena must have.
  public var arenaBytes: Int { count(ProgramFormat.Field.arenaBytes) }
  /// What the arena's base address must be a multiple of.
  public var arenaAlignment: Int { count(ProgramFormat.Field.arenaAlignment) }
  /// Bytes kept from run to run, beside the arena; 0 for most models.
  public var stateBytes: Int { count(ProgramFormat.Field.stateBytes) }
  public var stepCount: Int { Int(entries(.steps)) }
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

  /// The id of the kernel that a step calls; 0 for rows that are fed.
  ///
  /// - Precondition: `step` is in `0..<stepCount`.
  public func kernel(ofStep step: Int) -> UInt16 {
    precondition(step >= 0 && step < stepCount)
    return self.step(UInt32(truncatingIfNeeded: step)).kernel
  }

  /// Byte `index`, in `0..<32`, of the model file's SHA-256.
  public func modelHashByte(_ index: Int) -> UInt8 {
    precondition(index >= 0 && index < 32)
    return unsafe base.load(fromByteOffset: ProgramFormat.Field.modelHash + index, as: UInt8.self)
  }

  func port(_ index: Int) -> Port {
    unsafe Port(record: first(.ports) + index &* ProgramFormat.portBytes)
  }

  func params(_ step: Step) -> UnsafeRawPointer {
    unsafe first(.params) + Int(step.params)
  }

  /// What the state holds before the first run: `stateBytes` bytes.
  var stateContents: UnsafeRawPointer {
    unsafe first(.constants) + count(ProgramFormat.Field.stateContents)
  }

  /// Where the rows of a view lie, counted in its row bytes; nil where they follow each other.
  func slots(_ view: View) -> UnsafePointer<UInt16>? {
    guard view.firstSlot != ProgramFormat.noSlots else { return nil }
    let address = unsafe first(.slots) + Int(view.firstSlot) &* ProgramFormat.slotBytes
    return unsafe address.assumingMemoryBound(to: UInt16.self)
  }

  func first(_ table: ProgramFormat.Table) -> UnsafeRawPointer {
    unsafe base + count(ProgramFormat.Field.tables + 8 * table.rawValue)
  }

  func bytes(_ table: ProgramFormat.Table) -> UInt32 {
    word(ProgramFormat.Field.tables + 8 * table.rawValue + 4)
  }

  func entries(_ table: ProgramFormat.Table) -> UInt32 { bytes(table) / table.entryBytes }

  func word(_ field: Int) -> UInt32 { unsafe base[word: field] }

  private func count(_ field: Int) -> Int { Int(truncatingIfNeeded: word(field)) }
}
