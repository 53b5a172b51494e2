private import CEdgeKernels

/// Between the caller's elements and those the arena holds.
extension Program.Port {
  /// Whether the arena holds integers where the caller has float32.
  public var isConverted: Bool { element != heldElement }

  /// Whether there are kernels between what the caller has and what the arena holds.
  var isConvertible: Bool {
    guard element == 5, heldElement <= 2 else { return false }
    let (low, high) = Self.limits(heldElement)
    return zeroPoint >= low && zeroPoint <= high && scale > 0 && scale < .infinity
  }

  func holdsWholeElements(_ heldBytes: Int) -> Bool {
    !isConverted || heldBytes % Self.integerBytes(heldElement) == 0
  }

  /// Bytes the arena holds of the tensor.
  public var heldByteCount: Int {
    isConverted ? byteCount / Self.floatBytes * Self.integerBytes(heldElement) : byteCount
  }

  /// Bytes that the caller has where the arena holds `heldBytes`.
  public func byteCount(held heldBytes: Int) -> Int {
    isConverted ? heldBytes / Self.integerBytes(heldElement) * Self.floatBytes : heldBytes
  }

  /// Writes the caller's elements, rows or all of them, where the arena holds them.
  ///
  /// - Precondition: `source` has `byteCount(held: held.count)` bytes.
  public func hold(_ source: UnsafeRawBufferPointer, in held: UnsafeMutableRawBufferPointer) {
    precondition(source.count == byteCount(held: held.count))
    guard isConverted else {
      unsafe held.copyMemory(from: source)
      return
    }
    let (low, high) = Self.limits(heldElement)
    var params = er_quantize_f32_params(
      width: Int32(source.count / Self.floatBytes), channels: 1,
      scale_bits: Int32(bitPattern: scale.bitPattern), output_offset: zeroPoint,
      output_element: Int32(heldElement) + 1, low: low, high: high)
    unsafe convert(
      UInt16(er_quantize_f32), &params, UnsafeMutableRawBufferPointer(mutating: source),
      held)
  }

  /// Writes what the arena holds, rows or all of it, as the caller's elements.
  ///
  /// - Precondition: `destination` has `byteCount(held: held.count)` bytes.
  public func release(
    _ held: UnsafeRawBufferPointer, to destination: UnsafeMutableRawBufferPointer
  ) {
    precondition(destination.count == byteCount(held: held.count))
    guard isConverted else {
      unsafe destination.copyMemory(from: held)
      return
    }
    var params = er_dequantize_f32_params(
      width: Int32(destination.count / Self.floatBytes), channels: 1,
      scale_bits: Int32(bitPattern: scale.bitPattern), input_offset: -zeroPoint,
      input_element: Int32(heldElement) + 1)
    unsafe convert(
      UInt16(er_dequantize_f32), &params, UnsafeMutableRawBufferPointer(mutating: held),
      destination)
  }

  private func convert(
    _ kernel: UInt16, _ params: UnsafeRawPointer, _ source: UnsafeMutableRawBufferPointer,
    _ destination: UnsafeMutableRawBufferPointer
  ) {
    guard let from = source.baseAddress, let to = destination.baseAddress else { return }
    let elements = Int32(isConverted ? max(source.count, destination.count) / Self.floatBytes : 0)
    var views = unsafe (
      er_view(
        base: from, slots: nil, pixel_bytes: Int32(source.count) / elements,
        row_bytes: Int32(source.count), ring: 1, width: elements,
        channels: Int32(source.count) / elements),
      er_view(
        base: to, slots: nil, pixel_bytes: Int32(destination.count) / elements,
        row_bytes: Int32(destination.count), ring: 1, width: elements,
        channels: Int32(destination.count) / elements)
    )
    unsafe withUnsafePointer(to: &views) { table in
      let first = unsafe UnsafeRawPointer(table).assumingMemoryBound(to: er_view.self)
      var call = unsafe er_call(
        inputs: first, outputs: first + 1, constants: nil, scratch: nil, params: params,
        first_row: 0, row_count: 1, row_step: 1)
      unsafe er_resolve(kernel).unsafelyUnwrapped(&call)
    }
  }

  /// The kernel that converts, 0 where none is needed.
  func conversion(isInput: Bool) -> UInt16 {
    guard isConverted else { return 0 }
    return UInt16(isInput ? er_quantize_f32 : er_dequantize_f32)
  }

  private static let floatBytes = 4

  private static func integerBytes(_ element: UInt8) -> Int { element == 2 ? 2 : 1 }

  private static func limits(_ element: UInt8) -> (Int32, Int32) {
    switch element {
    case 0: (-128, 127)
    case 1: (0, 255)
    default: (-32768, 32767)
    }
  }
}
