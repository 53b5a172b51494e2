import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeRuntime
import EdgeTestSupport
import Testing

/// The order in which the members of a stream compute, as programs list it.
@Suite struct TurnTests {
  private static let rows = 40

  /// So many convolutions, one behind the other, that many channels inside make worth streaming.
  private func chain(_ count: Int, kernel: Int) throws -> Graph {
    var small = SmallGraph()
    var last = small.input([1, Self.rows, 8, 2])
    for index in 0..<count {
      let read = index == 0 ? 2 : 8
      let written = index == count - 1 ? 2 : 8
      let weights = small.constant([written, kernel, kernel, read])
      last = try small.node("c\(index)", Conv2D(padding: .same), [last, weights])
    }
    return small.with(outputs: last)
  }

  @Test func `every row of every member has its turn, and comes after those that it needs`() throws
  {
    let compiled = try Compiler(level: .stream).compile(chain(4, kernel: 3), modelSHA256: "")
    let members = try #require(compiled.plan.streams.first).members.count
    let turns = compiled.program[compiled.program.range(of: .turns)].map(Int.init)
    #expect(members == 4)
    var done = Array(repeating: 0, count: members)
    for turn in turns {
      if turn > 0 { #expect(done[turn - 1] >= min(done[turn] + 2, Self.rows)) }
      done[turn] += compiled.plan.streams[0].bands[turn]
    }
    #expect(done.allSatisfy { $0 >= Self.rows })
  }

  @Test func `a turn of nobody is refused`() throws {
    var program = try Compiler(level: .stream).compile(chain(4, kernel: 3), modelSHA256: "").program
    let turns = program.range(of: .turns)
    for (turn, isRefused) in [(UInt8(4), true), (255, true), (3, false)] {
      program[turns.upperBound - 1] = turn
      let error: ProgramError?
      do throws(ProgramError) {
        _ = try HostProgram(program.sealed)
        error = nil
      } catch let refusal {
        error = refusal
      }
      #expect(error == (isRefused ? ProgramError(.stream, 0) : nil))
    }
  }

  /// Their turns have two bytes.
  @Test func `streams of more than 256 members give the same bytes`() throws {
    let graph = try chain(270, kernel: 1)
    let inputs = RandomNetwork.inputs(of: graph, seed: 5)
    let streamed = try Compiler(level: .stream, alignment: 1).compile(graph, modelSHA256: "")
    #expect(streamed.plan.streams.contains { $0.members.count > 256 })
    let plain = try Compiler(level: .file).compile(graph, modelSHA256: "")
    let outputs = try [streamed, plain].map {
      try HostProgram($0.program).outputs(for: inputs, paint: 0x5a)
    }
    #expect(outputs[0] == outputs[1])
  }
}
