import EdgeChecking
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite struct PlanCheckerTests {
  static let ways: [Compiler] =
    Level.allCases.map { Compiler(level: $0, alignment: 1) }
    + [
      Compiler(level: .stream), Compiler(level: .rewrite, alignment: 16),
      Compiler(level: .stream, alignment: 1, streamInput: true),
      Compiler(level: .rewrite, alignment: 1, extraMACs: 100),
    ]
    + Target.allCases.flatMap { target in
      [Level.order, .rewrite, .stream].map { Compiler(level: $0, target: target) }
    }

  @Test(arguments: 0..<10)
  func `plans of random networks are accepted at every level, for every processor`(
    part: Int
  ) throws {
    for seed in UInt64(part * 15)..<UInt64(part * 15 + 15) {
      try Self.accept(RandomNetwork.make(seed: seed), seed: seed)
    }
  }

  @Test(arguments: UInt64(0)..<30)
  func `plans of networks of branches are accepted`(seed: UInt64) throws {
    try Self.accept(RandomNetwork.branched(seed: seed), seed: seed)
  }

  private static func accept(_ graph: Graph, seed: UInt64) throws {
    for compiler in ways {
      let compilation = try compiler.compile(graph, modelSHA256: "")
      let fault = compilation.fault(in: try StatedPlan(compilation.plan), for: compiler.target)
      #expect(
        fault == nil,
        """
        level \(compiler.level), fed \(compiler.streamInput), for \(compiler.target), \
        seed \(seed): \(fault.map { "\($0)" } ?? "")
        """)
    }
  }
}

@Suite struct WrongPlanTests {
  /// Rows of 10 bytes, held wherever there was room, which a layer sees as one of 20: once a plan
  /// of our own.
  @Test func `a stream whose rows are seen as other rows is rejected`() throws {
    let path = RepositoryFiles.root().appending(
      path: "Tests/EdgeCheckingTests/Plans/in-pieces.json")
    let plan = try PlanReader.read(path: path.path())
    var graph = Graph(name: "small")
    func tensor(
      _ name: String, _ shape: [Int],
      _ quantization: Quantization = Quantization(scale: 0.5, zeroPoint: -3)
    ) -> TensorID {
      graph.addTensor(TensorType(.int8, shape, quantization), name: name)
    }
    func weights(_ shape: [Int]) -> TensorID {
      let type = TensorType(.int8, shape, Quantization(scale: 0.01, zeroPoint: 0))
      return graph.addTensor(type, .bytes(Array(repeating: 1, count: type.bytes)), name: "w")
    }
    func add(_ op: any Operator, _ inputs: [TensorID], _ output: TensorID) {
      graph.nodes.append(
        Node(name: graph[output].name, op: op, inputs: inputs, outputs: [output]))
    }
    let x = tensor("x", [1, 8, 8, 3])
    let (stem, deep) = (tensor("stem", [1, 8, 8, 5]), tensor("deep", [1, 4, 4, 5]))
    let (pooled, flat) = (tensor("pooled", [1, 2, 2, 5]), tensor("flat", [1, 20]))
    let logits = tensor("logits", [1, 4], Quantization(scale: 4, zeroPoint: 0))
    let half = Extent2D(2, 2)
    (graph.inputs, graph.outputs) = ([x], [logits])
    add(Conv2D(), [x, weights([5, 3, 3, 3])], stem)
    add(DepthwiseConv2D(stride: half), [stem, weights([1, 3, 3, 5])], deep)
    add(MaxPool2D(window: half, stride: half), [deep], pooled)
    add(Reshape(shape: [1, 20]), [pooled], flat)
    add(FullyConnected(), [flat, weights([4, 20])], logits)
    #expect(throws: PlanFault.unknown("step \"logits\" seeing rows of \"flat\" in others")) {
      try PlanChecker(graph, modelSHA256: "").check(plan)
    }
  }

  @Test func `two hundred and more kinds of wrong plans are rejected, each of them`() throws {
    #expect(Set(WrongPlan.all.map(\.kind)).count == WrongPlan.all.count)
    #expect(WrongPlan.all.count >= 200, "\(WrongPlan.all.count)")
    var applied: [String: Int] = [:]
    for seed in UInt64(0)..<30 {
      let graph = RandomNetwork.make(seed: seed)
      for compiler in [
        Compiler(level: .order), Compiler(level: .rewrite), Compiler(level: .stream),
        Compiler(level: .stream, streamInput: true), Compiler(level: .rewrite, target: .cortexM),
        Compiler(level: .stream, target: .cortexM), Compiler(level: .stream, target: .helium),
      ] {
        let compilation = try compiler.compile(graph, modelSHA256: "")
        let right = try StatedPlan(compilation.plan)
        for wrong in WrongPlan.all {
          guard let plan = wrong.applied(right), plan != right else { continue }
          applied[wrong.kind, default: 0] += 1
          #expect(
            compilation.fault(in: plan, for: compiler.target) != nil,
            "\(wrong.kind), seed \(seed), level \(compiler.level), fed \(compiler.streamInput)")
        }
      }
    }
    let idle = WrongPlan.all.map(\.kind).filter { applied[$0] == nil }
    #expect(idle == [], "no plan has what these are about")
  }

  @Test func `a fault says where, what was expected and what was found`() throws {
    let compilation = try Compiler(level: .order).compile(
      RandomNetwork.make(seed: 1), modelSHA256: "ab")
    var plan = try StatedPlan(compilation.plan)
    plan.modelSHA256 = "cd"
    #expect(compilation.fault(in: plan)?.description == "modelSHA256: expected ab, found cd")
    #expect(
      PlanFault.overlap("a", "b", step: 3).description
        == "buffers \"a\" and \"b\" overlap at step 3, where both are needed")
    #expect(
      PlanFault.outside("buffer \"a\"", bytes: 8..<12, within: 10).description
        == "buffer \"a\": bytes 8 to 12 lie outside 0 to 10")
  }
}
