import CEdgeKernels
import EdgeTestSupport

/// Output rows `[first, first + count)`, computed upwards or downwards.
struct Band {
  let rows: Range<Int>
  let step: Int

  /// Bands of at most `largest` rows that cover `rows` rows once, in ascending order.
  static func partition(
    _ rows: Int, largest: Int = .max, using random: inout SeededGenerator
  ) -> [Band] {
    var bands: [Band] = []
    var first = 0
    while first < rows {
      let count = random.int(1...min(largest, rows - first))
      bands.append(Band(rows: first..<first + count, step: random.pick(1, -1)))
      first += count
    }
    return bands
  }
}

/// A kernel case in memory, ready to compute bands.
struct Rig {
  let variant: Variant
  let inputs: [Surface]
  let output: Surface
  let states: [Surface]
  /// Whether the output shares bytes with an input.
  private let mayOverwriteInputs: Bool
  private let record = Record()
  private let constants: GuardedBytes
  private let scratch: GuardedBytes
  let kernelCase: KernelCase
  private let params: GuardedBytes

  init(
    _ variant: Variant, _ kernelCase: KernelCase, inputs: [Surface], output: Surface,
    params: [UInt8]? = nil, mayOverwriteInputs: Bool = false
  ) {
    self.variant = variant
    self.kernelCase = kernelCase
    self.inputs = inputs
    self.output = output
    states = kernelCase.states.map { Surface($0, Placement(ring: $0.shape.rows)) }
    self.mayOverwriteInputs = mayOverwriteInputs
    self.params = GuardedBytes(params ?? kernelCase.params)
    constants = GuardedBytes(kernelCase.constants)
    scratch = GuardedBytes(count: kernelCase.scratchBytes)
  }

  private struct Prepared {
    let run: er_prepared_kernel
    let room: GuardedBytes
  }

  /// What the calls so far did to their inputs, and what they share.
  private final class Record {
    var hasChangedInputs = false
    /// Whether what was prepared took as many bytes as anywhere.
    var isMovable = true
    /// By the direction of the rows.
    var prepared: [Int32: Prepared] = [:]
  }

  func compute(_ band: Band) {
    let before = inputs.map { $0.load() }
    defer {
      if !mayOverwriteInputs, inputs.map({ $0.load() }) != before { record.hasChangedInputs = true }
    }
    (inputs + [output] + states).map(\.view).withUnsafeBufferPointer { views in
      guard let first = views.baseAddress else { return }
      var call = er_call(
        inputs: first, outputs: first + inputs.count, constants: constants.base,
        scratch: scratch.base, params: params.base, first_row: Int32(band.rows.lowerBound),
        row_count: Int32(band.rows.count), row_step: Int32(band.step))
      if let prepared = prepared(&call) {
        prepared.run(&call, prepared.room.base)
      } else {
        variant.run(&call)
      }
    }
  }

  /// What the variant prepared for the first call in a direction, whose views are gone by now.
  private func prepared(_ call: inout er_call) -> Prepared? {
    if let known = record.prepared[call.row_step] { return known }
    guard let prepare = variant.prepare else { return nil }
    let wanted = preparation(call, by: prepare)
    guard let run = wanted.run else { return nil }
    let made = Prepared(run: run, room: GuardedBytes(count: Int(wanted.bytes)))
    record.isMovable = record.isMovable && prepare(&call, made.room.base).bytes == wanted.bytes
    record.prepared[call.row_step] = made
    return made
  }

  /// What is prepared of the call where all its views lie elsewhere, at one address.
  private func preparation(_ call: er_call, by prepare: er_prepare_call) -> er_preparation {
    let elsewhere = (inputs + [output] + states).map { surface in
      var view = surface.view
      view.base = scratch.base
      return view
    }
    return elsewhere.withUnsafeBufferPointer { views in
      var moved = call
      moved.inputs = views.baseAddress
      moved.outputs = views.baseAddress.map { $0 + inputs.count }
      return prepare(&moved, nil)
    }
  }

  /// What a call changed that it had no business to change.
  var damage: String? {
    if !output.isIntact { return "wrote beside the output" }
    if !states.allSatisfy(\.isIntact) { return "wrote beside a state" }
    if !record.isMovable { return "prepared otherwise at another address" }
    if !record.prepared.values.allSatisfy(\.room.isIntact) { return "wrote beside its preparation" }
    if !scratch.isIntact { return "wrote beside the scratch" }
    if record.hasChangedInputs { return "wrote to an input" }
    if !inputs.allSatisfy(\.isIntact) { return "wrote beside an input" }
    if constants.contents != kernelCase.constants { return "wrote to the constants" }
    return nil
  }
}
