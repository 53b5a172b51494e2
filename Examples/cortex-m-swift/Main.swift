// Reads a handwritten digit on a Cortex-M, in Embedded Swift.

@c(main)
public func main() -> Int32 {
  var executor = edgerun_executor()
  let status = edgerun_init(
    &executor, digits(), Int(DIGITS_PROGRAM_BYTES), arena_memory(), Int(DIGITS_ARENA_BYTES), nil, 0)
  guard status == EDGERUN_OK else {
    print(edgerun_text(status))
    return 1
  }
  guard edgerun_write_input(&executor, 0, image_pixels(), Int(DIGITS_INPUT0_BYTES)) != 0 else {
    return 1
  }
  edgerun_run(&executor, nil)

  var count = 0
  guard let output = edgerun_output(&executor, 0, &count) else { return 1 }
  let scores = UnsafeBufferPointer(start: output.assumingMemoryBound(to: Int8.self), count: count)
  var best = 0
  for index in 1..<count where scores[index] > scores[best] { best = index }
  report_digit(Int32(best))
  return 0
}
