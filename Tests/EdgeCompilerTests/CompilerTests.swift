import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgePlanning
import Testing

@Suite struct CompilerTests {
  /// Two branches of 1x1 pools over an image, `wide` first in the file; the narrow one frees more.
  ///
  ///     x(4) -> wide(4) -> join
  ///     x(4) -> narrow(4) -> short(4) -> join
  static func diamond() -> Graph {
    let type = TensorType(.int8, [1, 4, 4, 4], Quantization(scale: 1, zeroPoint: 0))
    let small = TensorType(.int8, [1, 2, 2, 4], Quantization(scale: 1, zeroPoint: 0))
    let pool = MaxPool2D(window: Extent2D(2, 2), stride: Extent2D(2, 2))
    let id = TensorID.init
    return Graph(
      name: "diamond",
      tensors: [
        Tensor(name: "x", type: type), Tensor(name: "copy", type: type),
        Tensor(name: "wide", type: type), Tensor(name: "a", type: small),
        Tensor(name: "b", type: small), Tensor(name: "sum", type: small),
      ],
      nodes: [
        Node(name: "copy", op: Requantize(), inputs: [id(0)], outputs: [id(1)]),
        Node(name: "wide", op: Requantize(), inputs: [id(0)], outputs: [id(2)]),
        Node(name: "a", op: pool, inputs: [id(1)], outputs: [id(3)]),
        Node(name: "b", op: pool, inputs: [id(2)], outputs: [id(4)]),
        Node(name: "sum", op: Add(), inputs: [id(3), id(4)], outputs: [id(5)]),
      ], inputs: [id(0)], outputs: [id(5)])
  }

  @Test func `the best order beats the file's, and both say what no order can beat`() throws {
    let file = try Compiler(level: .file).compile(Self.diamond(), modelSHA256: "").plan
    let order = try Compiler(level: .order).compile(Self.diamond(), modelSHA256: "").plan
    #expect(file.arenaBytes == 192)
    #expect(order.arenaBytes == 144)
    #expect(file.lowerBoundBytes == 144 && order.lowerBoundBytes == 144)
    #expect(!file.proved && order.proved)
    #expect(order.steps.map(\.liveBytes).max() == order.peakBytes)
  }

  @Test func `what asks for no level gets all of them`() throws {
    #expect(try Compiler().compile(Self.diamond(), modelSHA256: "").plan.level == .stream)
  }

  @Test func `the same graph gives the same program, byte for byte`() throws {
    let programs = try (0..<5).map { _ in
      try Compiler().compile(Self.diamond(), modelSHA256: "ab").program
    }
    #expect(Set(programs).count == 1)
  }

  @Test func `offsets are multiples of the alignment`() throws {
    let plan = try Compiler(alignment: 64).compile(Self.diamond(), modelSHA256: "").plan
    #expect(plan.buffers.allSatisfy { $0.offset % 64 == 0 })
    #expect(plan.alignment == 64)
  }

  @Test func `a budget one byte short names the step and what is live`() throws {
    func compile(within budget: Int?) throws -> Compilation {
      try Compiler(level: .order, budgetBytes: budget).compile(Self.diamond(), modelSHA256: "")
    }
    let need = try compile(within: nil).plan.arenaBytes
    let enough = try compile(within: need)
    #expect(enough.shortage == nil && enough.plan.fits)
    let short = try compile(within: need - 1)
    let shortage = try #require(short.shortage)
    #expect(!short.plan.fits)
    #expect(shortage.arenaBytes == need && shortage.budgetBytes == need - 1)
    #expect(shortage.live.map(\.bytes).reduce(0, +) == shortage.liveBytes)
    #expect("\(shortage)".contains("1 more than the budget of \(need - 1)"))
    #expect("\(shortage)".contains("\"\(shortage.live[0].name)\" \(shortage.live[0].bytes)"))
  }

  @Test func `a view costs no step and no byte`() throws {
    let type = TensorType(.int8, [1, 2, 2, 4], Quantization(scale: 1, zeroPoint: 0))
    let flat = TensorType(.int8, [16], Quantization(scale: 1, zeroPoint: 0))
    let id = TensorID.init
    let graph = Graph(
      name: "view",
      tensors: [
        Tensor(name: "x", type: type), Tensor(name: "y", type: type),
        Tensor(name: "flat", type: flat), Tensor(name: "z", type: flat),
      ],
      nodes: [
        Node(name: "y", op: Requantize(), inputs: [id(0)], outputs: [id(1)]),
        Node(name: "flat", op: Reshape(shape: [-1]), inputs: [id(1)], outputs: [id(2)]),
        Node(name: "z", op: Requantize(), inputs: [id(2)], outputs: [id(3)]),
      ], inputs: [id(0)], outputs: [id(3)])
    let compilation = try Compiler(level: .order).compile(graph, modelSHA256: "")
    #expect(compilation.plan.steps.map(\.name) == ["y", "z"])
    #expect(compilation.plan.arenaBytes == 32)
    let input = (0..<16).map { UInt8($0) }
    #expect(try HostProgram(compilation.program).outputs(for: [input]) == [input])
  }

  @Test func `a view of an input that is an output is a copy`() throws {
    let type = TensorType(.int8, [1, 4], Quantization(scale: 1, zeroPoint: 0))
    let graph = Graph(
      name: "copy",
      tensors: [
        Tensor(name: "x", type: type),
        Tensor(
          name: "y", type: TensorType(.int8, [2, 2], Quantization(scale: 1, zeroPoint: 0))),
      ],
      nodes: [
        Node(
          name: "y", op: Reshape(shape: [2, 2]), inputs: [TensorID(0)], outputs: [TensorID(1)])
      ], inputs: [TensorID(0)], outputs: [TensorID(1)])
    let compilation = try Compiler(level: .order).compile(graph, modelSHA256: "")
    #expect(compilation.plan.steps.count == 1)
    #expect(try HostProgram(compilation.program).outputs(for: [[1, 2, 3, 4]]) == [[1, 2, 3, 4]])
  }

  @Test func `an output that is a view of another tensor outlives the run`() throws {
    let type = TensorType(.int8, [1, 16], Quantization(scale: 1, zeroPoint: 0))
    let flat = TensorType(.int8, [16], Quantization(scale: 1, zeroPoint: 0))
    let id = TensorID.init
    let names = ["x", "a", "flat", "b", "c", "d"]
    let graph = Graph(
      name: "kept", tensors: names.map { Tensor(name: $0, type: $0 == "flat" ? flat : type) },
      nodes: [
        Node(name: "a", op: Requantize(), inputs: [id(0)], outputs: [id(1)]),
        Node(name: "flat", op: Reshape(shape: [16]), inputs: [id(1)], outputs: [id(2)]),
        Node(name: "b", op: ReLU(), inputs: [id(1)], outputs: [id(3)]),
        Node(name: "c", op: ReLU(), inputs: [id(3)], outputs: [id(4)]),
        Node(name: "d", op: ReLU(), inputs: [id(4)], outputs: [id(5)]),
      ], inputs: [id(0)], outputs: [id(2), id(5)])
    let input = (0..<16).map { UInt8(truncatingIfNeeded: $0 * 31) }
    for level in Level.allCases {
      let program = try Compiler(level: level).compile(graph, modelSHA256: "").program
      #expect(try HostProgram(program).outputs(for: [input])[0] == input)
    }
  }

  @Test func `a model without weights is planned as with them, and not run`() throws {
    func graph(_ contents: Tensor.Contents) -> Graph {
      let x = TensorType(.int8, [1, 4], Quantization(scale: 1, zeroPoint: 0))
      let w = TensorType(.int8, [2, 4], Quantization(scale: 1, zeroPoint: 0))
      let y = TensorType(.int8, [1, 2], Quantization(scale: 1, zeroPoint: 0))
      return Graph(
        name: "fc",
        tensors: [
          Tensor(name: "x", type: x), Tensor(name: "w", type: w, contents: contents),
          Tensor(name: "y", type: y),
        ],
        nodes: [
          Node(
            name: "y", op: FullyConnected(), inputs: [TensorID(0), TensorID(1)],
            outputs: [TensorID(2)])
        ], inputs: [TensorID(0)], outputs: [TensorID(2)])
    }
    let planned = try Compiler().compile(graph(.missing), modelSHA256: "")
    let whole = try Compiler().compile(graph(.bytes([1, 2, 3, 4, 5, 6, 7, 8])), modelSHA256: "")
    #expect(!planned.isRunnable && whole.isRunnable)
    #expect(planned.plan.arenaBytes == whole.plan.arenaBytes)
    #expect(planned.plan.programBytes == whole.plan.programBytes)
  }

  @Test func `everything the kernels cannot do is reported at once`() {
    let type = TensorType(.int8, [1, 2], Quantization(scale: 1, zeroPoint: 0))
    let bare = TensorType(.int8, [1, 2])
    let id = TensorID.init
    let graph = Graph(
      name: "two errors",
      tensors: [
        Tensor(name: "x", type: type), Tensor(name: "y", type: bare),
        Tensor(name: "z", type: bare),
      ],
      nodes: [
        Node(name: "y", op: Requantize(), inputs: [id(0)], outputs: [id(1)]),
        Node(name: "z", op: ReLU(), inputs: [id(0)], outputs: [id(2)]),
      ], inputs: [id(0)], outputs: [id(1), id(2)])
    do throws(CompileError) {
      _ = try Compiler().compile(graph, modelSHA256: "")
      Issue.record("compiled")
    } catch {
      guard case .unloweredNodes(let errors) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(errors.map(\.subject) == [.node(0), .node(1)])
    }
  }
}
