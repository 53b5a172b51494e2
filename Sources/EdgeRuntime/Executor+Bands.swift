#if !hasFeature(Embedded)
  // What hosts with several processors need: steps computed band by band, by whoever wants to.

  extension Executor {
    /// As `run`, but `compute` computes the steps that are in no stream.
    package func run(
      feed: (_ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer) -> Void,
      finished: (_ position: Int) -> Void, computing compute: (_ step: Int) -> Void
    ) {
      unsafe run(feed, finished) { compute(Int($0)) }
    }

    package var bands: Bands { Bands(memory: memory) }
  }

  /// Computes rows of an executor's steps, on any thread; must not outlive its arena.
  @safe package struct Bands: Sendable {
    nonisolated(unsafe) let memory: Memory

    /// - Precondition: `step` is one of the program's and in no stream; `rows` are some of its own.
    ///   Nothing that runs meanwhile writes what these rows read or write.
    package func compute(step: Int, rows: Range<Int>) {
      let step = unsafe memory.program.step(UInt32(truncatingIfNeeded: step))
      unsafe memory.run(
        step, UInt32(truncatingIfNeeded: rows.lowerBound), UInt32(truncatingIfNeeded: rows.count))
      unsafe memory.endRun()
    }
  }

  extension Program {
    /// A step's rows, and where its operands lie.
    package struct Footprint {
      package var kernel: UInt16
      package var rows: Range<Int>
      package var inputs: [OperandPlace]
      package var outputs: [OperandPlace]

      package init(
        kernel: UInt16, rows: Range<Int>, inputs: [OperandPlace], outputs: [OperandPlace]
      ) {
        (self.kernel, self.rows, self.inputs, self.outputs) = (kernel, rows, inputs, outputs)
      }
    }

    package struct OperandPlace {
      package enum Region { case arena, state, constants }
      package var region: Region
      /// In its region.
      package var offset: Int
      /// From one row to the next.
      package var rowBytes: Int
      /// From a row's first byte to behind its last.
      package var spanBytes: Int
      /// Rows held.
      package var ring: Int
      /// How many of its row bytes lie between its offset and the end of its last row.
      package var extent: Int
      /// Whether rows follow each other.
      package var isRegular: Bool

      package init(
        region: Region, offset: Int, rowBytes: Int, spanBytes: Int, ring: Int, extent: Int,
        isRegular: Bool
      ) {
        (self.region, self.offset, self.isRegular) = (region, offset, isRegular)
        (self.rowBytes, self.spanBytes) = (rowBytes, spanBytes)
        (self.ring, self.extent) = (ring, extent)
      }
    }

    /// The steps that are in no stream, each with the position of the schedule that it is.
    package var wholeSteps: [(position: Int, step: Int)] {
      var (index, next, position): (UInt32, UInt32, Int) = (0, 0, 0)
      var steps: [(position: Int, step: Int)] = []
      while index < entries(.steps) {
        if next < entries(.streams), stream(next).firstStep == index {
          index += stream(next).memberCount
          next += 1
        } else {
          steps.append((position, Int(index)))
          index += 1
        }
        position += 1
      }
      return steps
    }

    /// - Precondition: `step` is in `0..<stepCount`, and not fed.
    package func footprint(ofStep step: Int) -> Footprint {
      precondition(step >= 0 && step < stepCount)
      let step = self.step(UInt32(truncatingIfNeeded: step))
      let first = step.firstView
      let places = (0..<step.inputCount + step.outputCount).map { place(of: view(first + $0)) }
      let firstRow = Int(step.firstRow)
      return Footprint(
        kernel: step.kernel, rows: firstRow..<firstRow + Int(step.rowCount),
        inputs: Array(places.prefix(Int(step.inputCount))),
        outputs: Array(places.dropFirst(Int(step.inputCount))))
    }

    private func place(of view: View) -> OperandPlace {
      let region: OperandPlace.Region =
        view.location & ProgramFormat.constantBit != 0
        ? .constants : view.location & ProgramFormat.stateBit != 0 ? .state : .arena
      return OperandPlace(
        region: region, offset: Int(view.location & ProgramFormat.offsetMask),
        rowBytes: Int(view.rowBytes),
        spanBytes: (Int(view.width) - 1) * Int(view.pixelBytes) + Int(view.channels),
        ring: Int(view.ring), extent: Int(rows(view) ?? view.ring),
        isRegular: view.firstSlot == ProgramFormat.noSlots)
    }
  }
#endif
