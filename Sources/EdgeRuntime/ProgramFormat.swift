/// The layout of a program's bytes. Everything is little-endian; offsets count from the program's
/// first byte unless said otherwise.
///
/// ```
/// header    144 bytes  see `Field`
/// steps      32 each   kernel u16, inputs u8, outputs u8, first view, params, constants, scratch,
///                      first row, row count, row step
/// views      28 each   location, pixel bytes, row bytes, ring, width, channels, first slot
/// ports      44 each   offset, bytes, element u8, rank u8, fed u8, held u8, 6 extents, scale,
///                      zero point
/// params               int32 members, each struct where its step says
/// constants            16-byte aligned blobs
/// streams   24 each    first step, members, first band, first byte of its turns, turns, counters
/// bands      2 each    rows that a member computes at a time, the last ones maybe fewer
/// turns      1 each    the member that computes next; 2 each, from an even
///                      byte on, where there are more than 256 members
/// slots      2 each    where a row of a view lies, in its row bytes
/// ```
/// A stream is a range of the steps that run row by row: member `i` of it is step `first step + i`
/// and computes its next band of rows whenever it is its turn.
/// Its counters, a uint16 a member, lie at an offset of the arena. A step of kernel 0 computes
/// nothing: the rows of its one output, the input that its params count, are fed from outside, one
/// a turn.
///
/// Row `r` of a view lies `r mod ring` times its row bytes behind its location; where the first
/// slot is not -1, as many times as the slot says that is `r mod ring` further.
///
/// What a port holds in the arena may be integers, where the caller's elements are float32.
///
/// A location counts from the arena's base, with the top bit set from the constants' first byte,
/// with the one below set from the state's base; a step's params and constants count from the first
/// byte of their tables, its scratch from the arena's base.
public enum ProgramFormat {
  /// "EDGR".
  public static let magic: UInt32 = 0x5247_4445
  public static let version: UInt32 = 6
  /// Of the program's base address and of every blob of constants.
  public static let alignment = 16
  public static let headerBytes = 144
  public static let stepBytes = 32
  public static let viewBytes = 28
  public static let portBytes = 44
  public static let streamBytes = 24
  public static let bandBytes = 2
  public static let slotBytes = 2
  /// The first slot of a view whose rows follow each other.
  public static let noSlots = UInt32.max
  /// Of a row counter.
  public static let counterBytes = 2
  /// Most rows of a step in a stream: a counter counts to it.
  public static let streamRows: Int32 = 1 << 15
  /// Most members of a stream: a turn names one.
  public static let streamMembers = 1 << 16
  /// Bytes of a turn of a stream of so many members.
  public static func turnBytes(members: UInt32) -> UInt32 { members > 256 ? 2 : 1 }
  /// The kernel id of a step that is fed.
  public static let fedKernel: UInt16 = 0
  /// Most views of one step: what the executor's stack has room for.
  public static let viewsPerStep = 32
  public static let rank = 6
  /// Set in the location of a view of constants.
  public static let constantBit: UInt32 = 1 << 31
  /// Set in the location of a view of the state: what is kept from run to run.
  public static let stateBit: UInt32 = 1 << 30
  /// The bits of a location that count bytes.
  public static let offsetMask: UInt32 = stateBit - 1
  /// Most bytes of an arena, of a state and of weights.
  public static let largestRegion: UInt32 = offsetMask / 2
  /// The checksum covers everything from here on.
  public static let checksummedFrom = 16

  /// Offsets of the header's words.
  public enum Field {
    public static let magic = 0
    public static let version = 4
    public static let totalBytes = 8
    public static let checksum = 12
    /// 32 bytes: SHA-256 of the model file.
    public static let modelHash = 16
    public static let arenaBytes = 48
    public static let arenaAlignment = 52
    public static let inputCount = 56
    public static let outputCount = 60
    /// Nine pairs of offset and bytes, in the order of `Table`.
    public static let tables = 64
    public static let stateBytes = 136
    /// Where the state's first contents lie, from the constants' first byte.
    public static let stateContents = 140
  }

  /// The tables, in the order in which the header lists them.
  public enum Table: Int {
    case steps, views, ports, params, constants, streams, bands, turns, slots
    static let count = 9

    /// Bytes of an entry.
    var entryBytes: UInt32 {
      switch self {
      case .steps: UInt32(stepBytes)
      case .views: UInt32(viewBytes)
      case .ports: UInt32(portBytes)
      case .params: 4
      case .constants: 1
      case .streams: UInt32(streamBytes)
      case .bands: UInt32(bandBytes)
      case .turns: 1
      case .slots: UInt32(slotBytes)
      }
    }
  }

  /// CRC-32 (IEEE 802.3) of `bytes`, bit by bit: no table in flash.
  ///
  /// - Complexity: O(bytes), eight steps a byte.
  public static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc = UInt32.max
    for index in 0..<bytes.count {
      unsafe crc ^= UInt32(bytes[index])
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 != 0 ? 0xedb8_8320 : 0) }
    }
    return ~crc
  }
}
