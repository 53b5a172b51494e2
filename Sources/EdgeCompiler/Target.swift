internal import EdgeIR
package import EdgeOperators
internal import EdgeRuntime

/// The processors that a program's constants are laid out for. Every program runs everywhere.
package enum Target: String, CaseIterable, Sendable {
  /// Constants as models have them.
  case portable
  /// Constants packed for dot products of four bytes, as x86-64 has them.
  case x86
  /// Constants packed for dot products of four signed bytes, as NEON has them.
  case arm64
  /// Constants with two channels in a halfword, as Cortex-M with DSP instructions multiplies them.
  case cortexM
  /// Constants with the input's offset in the biases, as Cortex-M with Helium instructions has
  /// them.
  case helium

  /// What is packed before it is planned.
  package var scratchPacking: ScratchPacking {
    switch self {
    case .cortexM: .paired
    case .helium: .folded
    case .portable, .x86, .arm64: .none
    }
  }

  /// The call as this has it, where that changes nothing but constants.
  func packed(_ call: KernelCall) -> KernelCall {
    switch self {
    case .x86: call.packed
    case .arm64: call.packedForDots
    case .portable, .cortexM, .helium: call
    }
  }

  /// What blobs of constants are aligned to: on large processors a line of the cache, as a vector
  /// of weights that lies in two takes twice as long to load.
  var constantsAlignment: Int {
    switch self {
    case .x86: 64
    case .arm64, .portable, .cortexM, .helium: ProgramFormat.alignment
    }
  }

  /// The processor this was compiled for.
  package static var host: Target {
    #if arch(x86_64)
      .x86
    #elseif arch(arm64)
      .arm64
    #else
      .portable
    #endif
  }
}
