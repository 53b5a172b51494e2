import CEdgeKernels
import EdgeIR

/// One variant on one layer, with memory of its own that lives as long as the process.
struct VariantBench {
  let name: String
  /// Nanoseconds of a call, the least so far.
  private(set) var least = Double.infinity
  private let run: er_kernel
  private let call: UnsafeMutablePointer<er_call>
  private var repetitions = 1

  init(
    name: String, run: @escaping er_kernel, call: KernelCall, layer: Layer, sampleNanoseconds: Int
  ) {
    self.name = name
    self.run = run
    let views = UnsafeMutablePointer<er_view>.allocate(
      capacity: call.inputs.count + call.outputs.count)
    for (index, operand) in (call.inputs + call.outputs).enumerated() {
      let bytes = index < call.inputs.count ? layer.inputBytes[index] : layer.outputBytes
      views[index] = er_view(
        base: Self.memory((0..<bytes).map { _ in .random(in: 0...255) }), slots: nil,
        pixel_bytes: Int32(operand.pixelBytes), row_bytes: Int32(operand.rowBytes),
        ring: Int32(operand.rows), width: Int32(operand.width), channels: Int32(operand.channels))
    }
    self.call = .allocate(capacity: 1)
    self.call.initialize(
      to: er_call(
        inputs: views, outputs: views + call.inputs.count,
        constants: Self.memory(call.constants),
        scratch: Self.memory(Array(repeating: 0, count: call.scratchBytes)),
        params: Self.memory(call.params.withUnsafeBytes { Array($0) }), first_row: 0,
        row_count: Int32(call.rows), row_step: 1))
    sample()
    repetitions = max(1, Int(Double(sampleNanoseconds) / least))
    least = .infinity
  }

  mutating func sample() {
    let started = threadNanoseconds()
    for _ in 0..<repetitions { run(call) }
    least = min(least, Double(threadNanoseconds() - started) / Double(repetitions))
  }

  private static func memory(_ bytes: [UInt8]) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: bytes.count + 64, alignment: 64)
    memory.copyBytes(from: bytes)
    return memory.baseAddress!
  }
}
