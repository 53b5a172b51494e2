private import CEdgeKernels

extension Program {
  func validate() throws(ProgramError) {
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
    try validateStreams()
    for index in 0..<inputCount + outputCount { try validate(port(index), index) }
  }

  private func validateTables() throws(ProgramError) {
    for index in 0..<ProgramFormat.Table.count {
      let at = ProgramFormat.Field.tables + 8 * index
      let (offset, length) = (count(at), count(at + 4))
      guard offset >= ProgramFormat.headerBytes, offset <= byteCount, length <= byteCount - offset,
        offset % ProgramFormat.alignment == 0, length % ProgramFormat.Table.entryBytes(index) == 0
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
    let isFed = step.kernel == ProgramFormat.fedKernel
    guard unsafe isFed || er_resolve(step.kernel) != nil else {
      throw .unknownKernel(step: index)
    }
    guard !isFed || step.inputCount == 0 && step.outputCount == 1 && step.params < inputCount else {
      throw .step(index)
    }
    let views = step.inputCount + step.outputCount
    guard step.outputCount >= 1, views <= ProgramFormat.viewsPerStep,
      step.firstView <= table(.views).bytes / ProgramFormat.viewBytes - views,
      isFed
        || step.params % 4 == 0
          && step.params <= table(.params).bytes - Int(er_params_bytes(step.kernel)),
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
    guard let last = lastRow(view) else { return false }
    let (rows, rowsOverflow) = last.multipliedReportingOverflow(by: Int(view.rowBytes))
    let (pixels, pixelsOverflow) = Int(view.width - 1)
      .multipliedReportingOverflow(by: Int(view.pixelBytes))
    var room = capacity - Int(view.location & ProgramFormat.offsetMask)
    guard !rowsOverflow, !pixelsOverflow, room >= rows else { return false }
    room -= rows
    guard room >= pixels else { return false }
    return room - pixels >= Int(view.channels)
  }

  /// The row that lies furthest from the view's location, counted in its row bytes; nil where its
  /// slots lie outside their table.
  private func lastRow(_ view: View) -> Int? {
    guard view.firstSlot >= 0 else { return view.firstSlot == -1 ? Int(view.ring - 1) : nil }
    let slots = table(.slots).bytes / ProgramFormat.slotBytes
    guard Int(view.firstSlot) <= slots, Int(view.ring) <= slots - Int(view.firstSlot) else {
      return nil
    }
    var last = 0
    for row in 0..<Int(view.ring) {
      last = unsafe max(last, Int(UInt16(littleEndian: self.slots(view)[row])))
    }
    return last
  }

  private func validate(_ port: Port, _ index: Int) throws(ProgramError) {
    let kernel = port.conversion(isInput: index < inputCount)
    let isConvertible = port.element == 5 && port.heldElement <= 2
    guard port.offset <= arenaBytes,
      port.isFed || port.heldByteCount <= arenaBytes - port.offset,
      port.rank <= ProgramFormat.rank,
      unsafe !port.isConverted || isConvertible && er_resolve(kernel) != nil
    else {
      throw .port(index)
    }
  }

  /// Streams are disjoint ranges of steps, one behind the other; every member needs rows of earlier
  /// members only, so that asking for them comes to an end.
  private func validateStreams() throws(ProgramError) {
    var end = 0
    for index in 0..<streamCount {
      let stream = stream(index)
      let members = table(.members).bytes / ProgramFormat.memberBytes
      guard stream.firstStep >= end, stream.memberCount >= 1,
        stream.memberCount <= stepCount, stream.firstStep <= stepCount - stream.memberCount,
        stream.firstMember <= members, stream.memberCount <= members - stream.firstMember,
        stream.counters % ProgramFormat.counterBytes == 0, stream.counters <= arenaBytes,
        ProgramFormat.counterBytes * stream.memberCount <= arenaBytes - stream.counters,
        arenaAlignment % ProgramFormat.counterBytes == 0
      else { throw .stream(index) }
      end = stream.firstStep + stream.memberCount
      for position in 0..<stream.memberCount { try validate(stream, position, index) }
    }
    var stream = 0
    for index in 0..<stepCount where step(index).kernel == ProgramFormat.fedKernel {
      while stream < streamCount, self.stream(stream).end <= index { stream += 1 }
      guard stream < streamCount, self.stream(stream).firstStep <= index else {
        throw .step(index)
      }
    }
  }

  private func validate(_ stream: Stream, _ position: Int, _ index: Int) throws(ProgramError) {
    let member = member(stream.firstMember + position)
    let needs = table(.needs).bytes / ProgramFormat.needBytes
    let step = step(stream.firstStep + position)
    guard member.firstNeed <= needs, member.needCount <= needs - member.firstNeed,
      step.firstRow == 0, step.rowStep == 1, step.rowCount <= ProgramFormat.streamRows
    else { throw .stream(index) }
    for place in member.firstNeed..<member.firstNeed + member.needCount {
      let need = need(place)
      guard need.writer < position, need.stride >= 0, need.stride <= 1 << 16,
        abs(Int(need.before)) <= 1 << 24, need.span >= 0, need.span <= 1 << 24, need.extent >= 0
      else { throw .stream(index) }
    }
  }
}
