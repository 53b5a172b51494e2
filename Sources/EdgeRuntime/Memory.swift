internal import CEdgeKernels

/// Where a program's offsets lead: itself, its arena and its state.
@safe struct Memory {
  let program: Program
  let arena: UnsafeMutableRawPointer
  let state: UnsafeMutableRawPointer

  /// Computes rows `[firstRow, firstRow + rowCount)` of a step's outputs.
  func run(_ step: Program.Step, _ firstRow: UInt32, _ rowCount: UInt32) {
    _ = call(step, firstRow, rowCount, checking: false)
  }

  /// Whether the kernel can compute all rows of a step without leaving its operands' memory. The
  /// operands themselves lie inside.
  func accepts(_ step: Program.Step) -> Bool {
    call(step, step.firstRow, step.rowCount, checking: true)
  }

  /// Room for the views is on the stack, which is short where most steps have few operands: each of
  /// the four has a frame of its own.
  @inline(never)
  private func call(
    _ step: Program.Step, _ firstRow: UInt32, _ rowCount: UInt32, checking: Bool
  ) -> Bool {
    let count = step.inputCount + step.outputCount
    if count <= 3 { return callWithThreeOperands(step, firstRow, rowCount, checking) }
    if count <= 6 { return callWithFewOperands(step, firstRow, rowCount, checking) }
    if count <= 9 { return callWithMoreOperands(step, firstRow, rowCount, checking) }
    return callWithManyOperands(step, firstRow, rowCount, checking)
  }

  /// Gives back what kernels have set up for the next one, after the last.
  func endRun() { er_end_run() }

  @inline(never)
  private func callWithThreeOperands(
    _ step: Program.Step, _ firstRow: UInt32, _ rowCount: UInt32, _ checking: Bool
  ) -> Bool {
    unsafe withUnsafeTemporaryAllocation(of: er_view.self, capacity: 3) { views in
      unsafe call(step, firstRow, rowCount, checking, views)
    }
  }

  @inline(never)
  private func callWithFewOperands(
    _ step: Program.Step, _ firstRow: UInt32, _ rowCount: UInt32, _ checking: Bool
  ) -> Bool {
    unsafe withUnsafeTemporaryAllocation(of: er_view.self, capacity: 6) { views in
      unsafe call(step, firstRow, rowCount, checking, views)
    }
  }

  @inline(never)
  private func callWithMoreOperands(
    _ step: Program.Step, _ firstRow: UInt32, _ rowCount: UInt32, _ checking: Bool
  ) -> Bool {
    unsafe withUnsafeTemporaryAllocation(of: er_view.self, capacity: 9) { views in
      unsafe call(step, firstRow, rowCount, checking, views)
    }
  }

  @inline(never)
  private func callWithManyOperands(
    _ step: Program.Step, _ firstRow: UInt32, _ rowCount: UInt32, _ checking: Bool
  ) -> Bool {
    var views = er_most_views()
    return unsafe withUnsafeMutablePointer(to: &views) { table in
      let first = unsafe UnsafeMutableRawPointer(table).assumingMemoryBound(to: er_view.self)
      return unsafe call(
        step, firstRow, rowCount, checking,
        UnsafeMutableBufferPointer(start: first, count: ProgramFormat.viewsPerStep))
    }
  }

  @inline(never)
  private func call(
    _ step: Program.Step, _ firstRow: UInt32, _ rowCount: UInt32, _ checking: Bool,
    _ room: UnsafeMutableBufferPointer<er_view>
  ) -> Bool {
    guard let views = room.baseAddress else { return false }
    var call = unsafe call(step, firstRow, rowCount, views)
    guard checking else {
      unsafe er_resolve(step.kernel).unsafelyUnwrapped(&call)
      return true
    }
    var limits = er_limits(
      input_count: Int32(step.inputCount), output_count: Int32(step.outputCount),
      constants_bytes: Int32(bitPattern: program.bytes(.constants) &- step.constants),
      scratch_bytes: Int32(bitPattern: program.arena &- step.scratch),
      alignment: Int32(truncatingIfNeeded: program.arenaAlignment))
    return unsafe er_accepts(step.kernel, &call, &limits) != 0
  }

  /// - Parameter views: room for a step's views, which are resolved there.
  @inline(__always)
  func call(
    _ step: Program.Step, _ firstRow: UInt32, _ rowCount: UInt32,
    _ views: UnsafeMutablePointer<er_view>
  ) -> er_call {
    for position in 0..<step.inputCount + step.outputCount {
      unsafe resolve(program.view(step.firstView + position), into: views + Int(position))
    }
    return unsafe er_call(
      inputs: views, outputs: views + Int(step.inputCount),
      constants: program.first(.constants) + Int(step.constants),
      scratch: arena + Int(step.scratch), params: program.params(step),
      first_row: Int32(bitPattern: firstRow), row_count: Int32(bitPattern: rowCount),
      row_step: step.rowStep)
  }

  /// The bytes of a row of a view that has one pixel a row.
  func row(_ row: UInt32, of view: Program.View) -> UnsafeMutableRawBufferPointer {
    var resolved = unsafe er_view()
    unsafe resolve(view, into: &resolved)
    return unsafe UnsafeMutableRawBufferPointer(
      start: er_row(&resolved, Int32(bitPattern: row)), count: Int(view.channels))
  }

  private func resolve(_ view: Program.View, into resolved: UnsafeMutablePointer<er_view>) {
    var base = unsafe arena
    if view.location & ProgramFormat.constantBit != 0 {
      unsafe base = UnsafeMutableRawPointer(mutating: program.first(.constants))
    } else if view.location & ProgramFormat.stateBit != 0 {
      unsafe base = state
    }
    unsafe resolved.pointee.base = base + Int(view.location & ProgramFormat.offsetMask)
    unsafe resolved.pointee.slots = program.slots(view)
    unsafe resolved.pointee.pixel_bytes = Int32(bitPattern: view.pixelBytes)
    unsafe resolved.pointee.row_bytes = Int32(bitPattern: view.rowBytes)
    unsafe resolved.pointee.ring = Int32(bitPattern: view.ring)
    unsafe resolved.pointee.width = Int32(bitPattern: view.width)
    unsafe resolved.pointee.channels = Int32(bitPattern: view.channels)
  }
}
