/// Why a program or an arena was refused.
public enum ProgramError: Error, Equatable, Sendable {
  /// The first four bytes are not a program's.
  case notAProgram
  /// Written for another version of the format.
  case version(found: UInt32)
  /// The base address is no multiple of `ProgramFormat.alignment`.
  case programMisaligned
  /// Fewer bytes than the header says, or than a header.
  case truncated
  /// The bytes are not those that were written.
  case checksum
  /// A table of the header leaves the program or is misaligned.
  case table(index: Int)
  /// This build has no such kernel.
  case unknownKernel(step: Int)
  /// Operands, params, constants or scratch of a step lie outside what it may touch.
  case step(Int)
  /// Members, needs or counters of a stream lie outside what it may touch.
  case stream(Int)
  /// An input or output of the program lies outside the arena.
  case port(Int)
  /// The contents the state starts with lie outside the constants.
  case state
  /// The state is not of the size the program says, or not aligned as the arena.
  case stateUnfit(needed: Int, given: Int)
  /// The arena is smaller than the plan.
  case arenaTooSmall(needed: Int, given: Int)
  /// The arena's base address is no multiple of the plan's alignment.
  case arenaMisaligned(alignment: Int)

  /// What is wrong, in words.
  public var text: StaticString {
    switch self {
    case .notAProgram: "not an edgerun program"
    case .version: "a program of another format version; compile the model again"
    case .programMisaligned: "the program's address is not a multiple of 16"
    case .truncated: "the program is cut short"
    case .checksum: "the program is damaged: its checksum differs"
    case .table: "a table of the program lies outside it"
    case .unknownKernel: "a step calls a kernel that this build does not have"
    case .step: "a step reaches outside the arena, the constants or its params"
    case .stream: "a stream reaches outside the program, or waits for itself"
    case .port: "an input or output lies outside the arena"
    case .state: "the state's first contents lie outside the program"
    case .stateUnfit: "the state's memory is too small or misaligned"
    case .arenaTooSmall: "the arena is smaller than the plan needs"
    case .arenaMisaligned: "the arena's address is not a multiple of the plan's alignment"
    }
  }
}
