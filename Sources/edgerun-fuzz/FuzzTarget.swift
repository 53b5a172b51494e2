import EdgeChecking
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgePlanning

/// What reads bytes that may be anything: each takes them, and either refuses them or uses them.
/// Whatever comes of using them is held against something that was found another way.
enum FuzzTarget: String, CaseIterable {
  case model, tflite, safetensors, npy, problem, buffers, plan, program

  /// - Parameter folder: where companions of models lie.
  /// - Throws: what was found wrong.
  func run(_ bytes: [UInt8], folder: String) throws(Finding) {
    switch self {
    case .model, .tflite: try FuzzedModel(bytes, path: folder + "/model")?.run()
    case .safetensors: try Self.readSafetensors(bytes)
    case .npy: _ = try? NPY.read(bytes, file: "fuzz")
    case .problem: try Self.solve(problem: bytes)
    case .buffers: try Self.place(buffers: bytes)
    case .plan: Self.check(plan: bytes)
    case .program: try FuzzedProgram.run(bytes)
    }
  }

  /// What good files of the kind look like.
  ///
  /// - Parameter folder: for their companions.
  func seeds(_ folder: String) throws -> [[UInt8]] {
    switch self {
    case .model: try Seeds.models(in: folder)
    case .tflite: Seeds.flatBuffers
    case .safetensors: Seeds.safetensors
    case .npy: Seeds.npy
    case .problem: Seeds.problems
    case .buffers: Seeds.tables
    case .plan: Seeds.planned.sorted { $0.key < $1.key }.map(\.value.plan)
    case .program: Seeds.planned.sorted { $0.key < $1.key }.map(\.value.program)
    }
  }

  /// Words that its grammar knows.
  func words(_ seeds: [[UInt8]]) -> [String] {
    switch self {
    case .model: Set(seeds.flatMap(Seeds.words) + catalog.map { $0.name }).sorted()
    case .problem, .plan, .safetensors: Set(seeds.flatMap(Seeds.words)).sorted()
    case .npy: ["descr", "fortran_order", "shape", "True", "False", "|i1", "<f4", "<i4"]
    case .buffers: ["id", "lower", "upper", "size", "offset", "alignment", "gaps"]
    case .tflite, .program: []
    }
  }

  /// What was read is what is read again of what is written of it, but for the tensors' order.
  private static func readSafetensors(_ bytes: [UInt8]) throws(Finding) {
    guard let weights = try? Safetensors.read(bytes, file: "fuzz") else { return }
    guard let again = try? Safetensors.read(weights.encoded, file: "fuzz"),
      Set(again.entries) == Set(weights.entries), again.metadata == weights.metadata
    else { throw Finding("written otherwise than read") }
  }

  private static func solve(problem bytes: [UInt8]) throws(Finding) {
    guard let problem = try? ProblemReader.read(bytes, path: "fuzz"), problem.steps.count <= 32
    else { return }
    let planner = MemoryPlanner(
      scheduler: BestFirst(stateLimit: 500, workLimit: 20_000),
      allocator: BranchAndBound(nodeLimit: 2_000), orderLimit: 2)
    let (schedule, layout) = planner.plan(problem)
    do throws(LayoutError) {
      try layout.verify(problem, order: schedule.order)
    } catch {
      throw Finding("the layout is wrong: \(error)")
    }
  }

  /// No two buffers without gaps and fixed offsets lie over each other while both live.
  private static func place(buffers bytes: [UInt8]) throws(Finding) {
    guard let table = try? BufferTable(csv: bytes), table.problem.items.count <= 64 else { return }
    let offsets = BranchAndBound(nodeLimit: 2_000).allocate(table.problem).offsets
    _ = table.csv(offsets: offsets)
    let placed = zip(table.problem.items, offsets).filter { item, _ in
      item.gaps.isEmpty && item.fixedOffset == nil
    }
    for (index, (item, offset)) in placed.enumerated() {
      guard offset >= 0, offset % item.alignment == 0 else { throw Finding("a wrong offset") }
      for (other, otherOffset) in placed[..<index] where other.lifetime.overlaps(item.lifetime) {
        let isApart = offset + item.bytes <= otherOffset || otherOffset + other.bytes <= offset
        guard isApart else { throw Finding("buffers overlap") }
      }
    }
  }

  /// Judged against the network it names.
  private static func check(plan bytes: [UInt8]) {
    guard let plan = try? PlanReader.read(bytes, path: "fuzz"),
      let planned = Seeds.planned[plan.modelSHA256]
    else { return }
    let checker = PlanChecker(
      planned.graph, modelSHA256: plan.modelSHA256, packing: planned.target.scratchPacking)
    try? checker.check(plan)
  }
}
