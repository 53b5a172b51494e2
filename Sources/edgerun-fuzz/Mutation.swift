import CFuzzDriver
import EdgeTestSupport

/// Two times in three changes something that has a meaning in files of the kind, else some byte.
@c(LLVMFuzzerCustomMutator)
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>?, _ count: Int, _ limit: Int, _ seed: UInt32
) -> Int {
  guard let data else { return 0 }
  var random = SeededGenerator(seed: UInt64(seed))
  guard !random.oneIn(3) else { return LLVMFuzzerMutate(data, count, limit) }
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  var mutated = bytes
  for _ in 0...random.int(0...2) { mutated = EdgeFuzz.target.mutated(mutated, &random) }
  guard mutated.count <= limit, mutated != bytes else {
    return LLVMFuzzerMutate(data, count, limit)
  }
  for (index, byte) in mutated.enumerated() { data[index] = byte }
  return mutated.count
}

extension FuzzTarget {
  fileprivate func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    switch self {
    case .model, .problem, .plan, .buffers: TextMutation(bytes).mutated(&random)
    case .tflite, .program: WordMutation.mutated(bytes, &random)
    case .safetensors: Self.framed(bytes, prefix: 8, lengthAt: 0, &random)
    case .npy: Self.framed(bytes, prefix: 10, lengthAt: 8, &random)
    }
  }

  /// Changes the text behind a prefix, which holds the text's length, and makes that good.
  private static func framed(
    _ bytes: [UInt8], prefix: Int, lengthAt: Int, _ random: inout SeededGenerator
  ) -> [UInt8] {
    guard bytes.count > prefix else { return bytes }
    let length = Int(bytes[lengthAt]) | Int(bytes[lengthAt + 1]) << 8
    let end = min(prefix + length, bytes.count)
    let text = TextMutation(Array(bytes[prefix..<end])).mutated(&random)
    var result = bytes[..<prefix] + text + bytes[end...]
    result[lengthAt] = UInt8(truncatingIfNeeded: text.count)
    result[lengthAt + 1] = UInt8(truncatingIfNeeded: text.count >> 8)
    return Array(result)
  }
}
