internal import EdgeIR

/// A step whose outputs lie over what it reads: pixel by pixel, as kernels promise to store them.
///
/// A pixel is stored once everything that it and the pixels before it need has been read, so its
/// bytes may lie on what no later pixel needs, nor itself. Operands that the kernel may have in
/// place are exempt from the latter, where the output lies no higher.
struct SharedStep {
  private let step: StepCall
  private let graph: Graph
  private let places: TensorPlaces
  /// Inputs that some output lies over.
  let overlapped: [Int]

  init(_ step: StepCall, _ graph: Graph, _ places: TensorPlaces) {
    (self.step, self.graph, self.places) = (step, graph, places)
    let stored = step.call.outputs.enumerated().flatMap { number, operand in
      Self.bytes(operand, step.output(number, graph), places)
    }.sorted { $0.lowerBound < $1.lowerBound }
    overlapped = step.call.inputs.indices.filter { number in
      Self.bytes(step.call.inputs[number], step.input(number, graph), places).contains { needed in
        var (low, high) = (0, stored.count)
        while low < high {
          let middle = (low + high) / 2
          if stored[middle].upperBound <= needed.lowerBound {
            low = middle + 1
          } else {
            high = middle
          }
        }
        return low < stored.count && stored[low].overlaps(needed)
      }
    }
  }

  /// The arena's bytes that an operand sees.
  private static func bytes(_ operand: Operand, _ id: TensorID, _ places: TensorPlaces)
    -> [Range<Int>]
  {
    let ranges = operand.ranges(rows: 0..<operand.rows, columns: 0..<operand.width)
    return places.place(id, ranges).filter { places.isInArena($0.owner) }.map(\.bytes)
  }

  func run(on run: inout PlanRun, _ direction: PlanGeometry.Direction, at position: Int)
    throws(PlanFault)
  {
    let call = step.call
    if direction == .downwards {
      let ascends = call.readsRowBefore || call.outputs.contains(where: \.isVariable)
      guard !ascends else { throw lost(overlapped[0]) }
    }
    let last = (call.outputs.indices.map(pixels).max() ?? 0) - 1
    // What a pixel may need all of is still needed by the last one: it is looked at once.
    let windowed = overlapped.filter { call.windows[$0] != nil }
    for count in 0...last {
      let pixel = direction == .upwards ? count : last - count
      let looked = count == last ? overlapped : windowed
      for number in looked { try check(number, pixel, &run, at: position) }
      for output in call.outputs.indices where pixel < pixels(output) {
        try store(pixel, output, direction, &run, at: position)
      }
      for number in looked where direction == .downwards || !isInPlace(number) {
        try check(number, pixel, &run, at: position)
      }
    }
  }

  private func pixels(_ output: Int) -> Int { step.call.rows * step.call.outputs[output].width }

  private func lost(_ number: Int) -> PlanFault {
    .lost(step: step.name, tensor: graph[step.input(number, graph)].name)
  }

  /// Whether what a pixel needs of an input is there.
  private func check(_ number: Int, _ pixel: Int, _ run: inout PlanRun, at position: Int)
    throws(PlanFault)
  {
    let (rows, columns) = needs(number, pixel)
    try run.read(
      step.call.inputs[number], step.input(number, graph), rows: rows, columns: columns, step.name,
      at: position)
  }

  private func needs(_ number: Int, _ pixel: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let (call, input) = (step.call, step.call.inputs[number])
    guard let window = call.windows[number] else { return (0..<input.rows, 0..<input.width) }
    let (row, column) = pixel.quotientAndRemainder(dividingBy: call.outputs[0].width)
    let extent = input.rows / call.images
    let (image, y) = min(row, call.rows - 1).quotientAndRemainder(
      dividingBy: call.rows / call.images)
    let rows = window.rows.needs(y, extent: extent)
    return (
      image * extent + rows.lowerBound..<image * extent + rows.upperBound,
      window.columns?.needs(column, extent: input.width) ?? 0..<input.width
    )
  }

  private func store(
    _ pixel: Int, _ output: Int, _ direction: PlanGeometry.Direction, _ run: inout PlanRun,
    at position: Int
  ) throws(PlanFault) {
    let operand = step.call.outputs[output]
    let (row, column) = pixel.quotientAndRemainder(dividingBy: operand.width)
    let id = step.output(output, graph)
    let stored = operand.ranges(rows: row..<row + 1, columns: column..<column + 1)
    for number in overlapped where direction == .upwards && isInPlace(number) {
      let (rows, columns) = needs(number, pixel)
      let needed = step.call.inputs[number].ranges(rows: rows, columns: columns)
      guard
        let own = places.place(step.input(number, graph), needed).first,
        let there = places.place(id, stored).first, places.isInArena(own.owner),
        !there.bytes.overlaps(own.bytes) || there.bytes.lowerBound <= own.bytes.lowerBound
      else { throw lost(number) }
    }
    try run.write(
      operand, id, rows: row..<row + 1, columns: column..<column + 1, step.name, at: position)
  }

  private func isInPlace(_ number: Int) -> Bool {
    step.call.inPlace.contains { $0.input == number }
      && !(number == 0 && step.call.viewCount != nil
        && places.isStitched(step.input(number, graph)))
  }
}
