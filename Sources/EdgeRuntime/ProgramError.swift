/// Why a program or its memory was refused.
public struct ProgramError: Error, Equatable, Sendable {
  /// The causes; their values are those of the C interface and never reused.
  public enum Cause: Int32, Sendable {
    /// The first four bytes are not a program's.
    case notAProgram = 1
    /// Written for another version of the format: the one in `value`.
    case version = 2
    /// The base address is no multiple of `ProgramFormat.alignment`.
    case programMisaligned = 3
    /// Fewer bytes than the header says, or than a header.
    case truncated = 4
    /// The bytes are not those that were written.
    case checksum = 5
    /// A table of the header, number `value`, leaves the program or is misaligned.
    case table = 6
    /// This build has no such kernel as step `value` calls.
    case unknownKernel = 7
    /// Operands, params, constants or scratch of step `value` lie outside what it may touch, or
    /// contradict each other.
    case step = 8
    /// Members, turns or counters of stream `value` lie outside what it may touch, or what it is
    /// fed is no whole input.
    case stream = 9
    /// An input or output of the program, number `value`, lies outside the arena, or its scale and
    /// zero point convert nothing; or no arena is so large.
    case port = 10
    /// The contents the state starts with lie outside the constants.
    case state = 11
    /// The state has fewer than `value` bytes, or is not aligned as the arena.
    case stateUnfit = 12
    /// The arena has fewer than the `value` bytes of the plan.
    case arenaTooSmall = 13
    /// The arena's base address is no multiple of `value`, the plan's alignment.
    case arenaMisaligned = 14
  }

  public let cause: Cause
  /// What the cause says of it; 0 where it says nothing.
  public let value: Int

  public init(_ cause: Cause, _ value: Int = 0) {
    self.cause = cause
    self.value = value
  }

  /// What is wrong, in words.
  public var text: StaticString { cause.text }
}

extension ProgramError.Cause {
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
    case .stream: "a stream reaches outside the program or the arena, or is not fed a whole input"
    case .port: "an input or output lies outside the arena, or is not what it is converted to"
    case .state: "the state's first contents lie outside the program"
    case .stateUnfit: "the state's memory is too small or misaligned"
    case .arenaTooSmall: "the arena is smaller than the plan needs"
    case .arenaMisaligned: "the arena's address is not a multiple of the plan's alignment"
    }
  }
}
