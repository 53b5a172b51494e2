package import EdgeRuntime

/// A validated program in the host's memory.
package struct HostProgram: ~Copyable {
  private let storage: AlignedBytes
  package let program: Program

  /// - Throws: why the runtime refuses `bytes`.
  package init(_ bytes: [UInt8]) throws(ProgramError) {
    storage = AlignedBytes(
      count: bytes.count, alignment: ProgramFormat.alignment, repeating: 0)
    storage.bytes.copyBytes(from: bytes)
    program = try Program(
      validating: UnsafeRawBufferPointer(rebasing: storage.bytes[..<bytes.count]))
  }

  /// Runs once in an arena of its own, filled with `paint` before, and returns the outputs.
  ///
  /// - Precondition: one input a graph input, each of its size.
  package func outputs(for inputs: [[UInt8]], paint: UInt8 = 0) -> [[UInt8]] {
    let arena = PaintedArena(program, paint: paint)
    return arena.run(inputs).outputs
  }
}
