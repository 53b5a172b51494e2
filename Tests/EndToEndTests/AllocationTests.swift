import CAllocationCounter
import EdgeCompiler
import Testing

@Suite struct AllocationTests {
  @Test(arguments: GoldenModel.shipped)
  func `a run asks for no heap memory`(model: GoldenModel) throws {
    let program = try HostProgram(try model.compile().program)
    let run = try #require(
      MeasuredRun(program, inputs: try model.inputs()) { er_allocations_on_this_thread() })
    #expect(run.heapAllocations == 0)
  }

  @Test(arguments: GoldenModel.shipped)
  func `a run by several threads asks for none`(model: GoldenModel) throws {
    let threading = Threading(
      count: 3, leastWork: 0, countAllocations: { er_allocations_on_this_thread() })
    let program = try HostProgram(try model.compile().program, threading: threading)
    let run = try #require(
      MeasuredRun(program, inputs: try model.inputs()) { er_allocations_on_this_thread() })
    #expect(run.heapAllocations == 0)
  }

  /// A run may end before another thread has got a processor.
  @Test func `a run reports what is planted into another thread`() throws {
    let threading = Threading(count: 2, leastWork: 0) {
      UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 1).deallocate()
      return er_allocations_on_this_thread()
    }
    let digits = try GoldenModel.named("digits")
    let program = try HostProgram(try digits.compile(.order).program, threading: threading)
    let inputs = try digits.inputs()
    for _ in 0..<10_000 {
      let run = try MeasuredRun(program, inputs: inputs)
      if let run, run.heapAllocations > 0 { return }
    }
    Issue.record("no allocation was reported")
  }

  @Test func `the counter sees a single planted allocation`() {
    let before = er_allocations_on_this_thread()
    let planted = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 1)
    planted.storeBytes(of: 1, as: UInt8.self)
    let counted = er_allocations_on_this_thread() - before
    #expect(planted.load(as: UInt8.self) == 1)
    planted.deallocate()
    #expect(counted == 1)
  }

  @Test func `a run reports an allocation planted into it`() throws {
    let digits = try GoldenModel.named("digits")
    let program = try HostProgram(try digits.compile().program)
    var calls = 0
    let run = try #require(
      MeasuredRun(program, inputs: try digits.inputs()) {
        // The second and fourth readings come right after a run: allocate before them.
        calls += 1
        if calls % 2 == 0 {
          let planted = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 1)
          planted.deallocate()
        }
        return er_allocations_on_this_thread()
      })
    #expect(run.heapAllocations == 2)
  }
}
