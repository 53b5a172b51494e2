package import EdgeIR

/// How constants are laid out whose kernels need scratch memory: calls are packed before a plan is
/// made of them.
package enum ScratchPacking: Sendable {
  case none
  /// As `KernelCall.paired` says.
  case paired
  /// As `KernelCall.folded` says.
  case folded

  package func packed(_ call: KernelCall) -> KernelCall {
    switch self {
    case .none: call
    case .paired: call.paired
    case .folded: call.folded
    }
  }
}
