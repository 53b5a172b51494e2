package import EdgePlanning

/// Reads `edgerun.problem/1`: what the planner is told about a model, as JSON.
///
///     {"format": "edgerun.problem/1", "name": "two steps",
///      "buffers": [{"name": "x", "bytes": 16}, {"name": "y", "bytes": 8, "alignment": 4}],
///      "steps": [{"name": "a", "reads": ["x"], "writes": ["y"], "scratch": 3,
///                 "overlaps": [{"input": "x", "output": "y", "distance": 2}]}],
///      "inputs": ["x"], "outputs": ["y"]}
///
/// Beyond that, a step may have `scratchAlignment` and an overlap a `direction`, `upwards` or
/// `downwards`. Steps may stand in any order.
package struct ProblemReader {
  static let version = "edgerun.problem/1"
  /// Larger numbers are taken for mistakes: sums of them must not overflow.
  private static let largest = 1 << 40
  /// The choice among the overlaps of one step takes time exponential in their number.
  private static let overlapsPerStep = 16

  private var issues = Issues()
  private var buffers: [String: BufferID] = [:]

  /// - Parameter path: `-` for standard input.
  package static func read(path: String) throws(ImportError) -> MemoryProblem {
    let bytes = try FileReader.read(path, limit: FileLimits.modelTextBytes)
    return try read(bytes, path: path)
  }

  package static func read(_ text: [UInt8], path: String) throws(ImportError) -> MemoryProblem {
    var reader = ProblemReader()
    var problem: MemoryProblem?
    do throws(JSONError) {
      problem = reader.problem(try JSONParser.parse(text))
    } catch {
      reader.issues.error(error)
    }
    guard let problem, !reader.issues.hasErrors else {
      throw ImportError(reader.issues.errorDiagnostics(file: path, text: text))
    }
    return problem
  }

  private mutating func problem(_ root: JSONValue) -> MemoryProblem? {
    let keys = ["format", "name", "buffers", "steps", "inputs", "outputs"]
    guard let object = issues.object(root, "problem", required: keys),
      let format = object["format"], let name = object["name"], let steps = object["steps"],
      let sizes = object["buffers"], let inputs = object["inputs"], let outputs = object["outputs"]
    else { return nil }
    guard case .string(Self.version) = format.content else {
      issues.error(
        at: format.offset, "format: expected \"\(Self.version)\", found \(format.summary)")
      return nil
    }
    var problem = MemoryProblem(
      name: issues.value(of: name.string, "name") ?? "", buffers: readBuffers(sizes), steps: [],
      inputs: [], outputs: [])
    problem.steps = readSteps(steps)
    problem.inputs = ids(inputs, "inputs")
    problem.outputs = ids(outputs, "outputs")
    if !issues.hasErrors { check(problem, steps, outputs) }
    return problem
  }

  private mutating func readBuffers(_ value: JSONValue) -> [MemoryProblem.Buffer] {
    let elements = issues.array(value, "buffers", limit: FileLimits.jsonElements) ?? []
    return elements.enumerated().compactMap { index, element in
      let what = "buffers[\(index)]"
      guard
        let object = issues.object(
          element, what, required: ["name", "bytes"], optional: ["alignment"]),
        let name = object["name"].flatMap({ issues.name($0, what) })
      else { return nil }
      guard buffers.updateValue(BufferID(index), forKey: name) == nil else {
        issues.error(at: element.offset, "\(what): expected every name once, found \(name) again")
        return nil
      }
      return MemoryProblem.Buffer(
        name: name, bytes: number(object["bytes"], 1...Self.largest, "\(what).bytes", 1),
        alignment: alignment(object["alignment"], "\(what).alignment"))
    }
  }

  private mutating func readSteps(_ value: JSONValue) -> [MemoryProblem.Step] {
    let elements = issues.array(value, "steps", limit: FileLimits.jsonElements) ?? []
    var names: Set<String> = []
    return elements.enumerated().compactMap { index, element in
      let what = "steps[\(index)]"
      guard
        let object = issues.object(
          element, what, required: ["name", "reads", "writes"],
          optional: ["scratch", "scratchAlignment", "overlaps"]),
        let name = object["name"].flatMap({ issues.name($0, what) })
      else { return nil }
      if !names.insert(name).inserted {
        issues.error(at: element.offset, "\(what): expected every name once, found \(name) again")
      }
      var step = MemoryProblem.Step(
        name: name, reads: object["reads"].map { ids($0, "\(what).reads") } ?? [],
        writes: object["writes"].map { ids($0, "\(what).writes") } ?? [],
        scratch: number(object["scratch"], 0...Self.largest, "\(what).scratch", 0),
        scratchAlignment: alignment(object["scratchAlignment"], "\(what).scratchAlignment"))
      step.overlaps = readOverlaps(object["overlaps"], of: step, what)
      return step
    }
  }

  private mutating func readOverlaps(
    _ value: JSONValue?, of step: MemoryProblem.Step, _ what: String
  ) -> [MemoryProblem.Overlap] {
    guard let value else { return [] }
    let elements = issues.array(value, "\(what).overlaps", limit: Self.overlapsPerStep) ?? []
    return elements.enumerated().compactMap { index, element in
      let what = "\(what).overlaps[\(index)]"
      guard
        let object = issues.object(
          element, what, required: ["input", "output", "distance"], optional: ["direction"]),
        let input = object["input"].flatMap({ id($0, "\(what).input") }),
        let output = object["output"].flatMap({ id($0, "\(what).output") })
      else { return nil }
      guard step.reads.contains(input), step.writes.contains(output), input != output else {
        issues.error(
          at: element.offset, "\(what): expected a buffer the step reads and another it writes")
        return nil
      }
      let word = object["direction"].flatMap { issues.value(of: $0.string, "\(what).direction") }
      guard let direction = MemoryProblem.Overlap.Direction(rawValue: word ?? "upwards") else {
        issues.error(at: element.offset, "\(what): direction: expected upwards or downwards")
        return nil
      }
      return MemoryProblem.Overlap(
        input: input, output: output,
        distance: number(object["distance"], 0...Self.largest, "\(what).distance", 0),
        direction: direction)
    }
  }

  private mutating func ids(_ value: JSONValue, _ what: String) -> [BufferID] {
    var found: Set<BufferID> = []
    let elements = issues.array(value, what, limit: FileLimits.jsonElements) ?? []
    return elements.compactMap { element in
      guard let id = id(element, what) else { return nil }
      guard found.insert(id).inserted else {
        issues.error(
          at: element.offset, "\(what): expected every buffer once, found \(element.summary) again")
        return nil
      }
      return id
    }
  }

  private mutating func id(_ value: JSONValue, _ what: String) -> BufferID? {
    guard let name = issues.value(of: value.string, what) else { return nil }
    guard let id = buffers[name] else {
      issues.error(
        at: value.offset, "\(what): expected the name of a buffer, found \(value.summary)")
      return nil
    }
    return id
  }

  private mutating func number(
    _ value: JSONValue?, _ range: ClosedRange<Int>, _ what: String, _ missing: Int
  ) -> Int {
    value.flatMap { issues.value(of: $0.integer(in: range), what) } ?? missing
  }

  private mutating func alignment(_ value: JSONValue?, _ what: String) -> Int {
    let alignment = number(value, 1...1 << 30, what, 1)
    if let value, alignment & (alignment - 1) != 0 {
      issues.error(at: value.offset, "\(what): expected a power of two, found \(alignment)")
    }
    return alignment
  }

  /// What the parts together have to be.
  private mutating func check(
    _ problem: MemoryProblem, _ steps: JSONValue, _ outputs: JSONValue
  ) {
    var isFilled = Set(problem.inputs)
    for step in problem.steps { isFilled.formUnion(step.writes) }
    for (index, step) in problem.steps.enumerated() {
      for id in step.reads where !isFilled.contains(id) {
        issues.error(
          at: steps.offset,
          "steps[\(index)]: expected to read what is an input or written, found "
            + "\"\(problem[id].name)\", which is neither")
      }
    }
    for id in problem.outputs where !isFilled.contains(id) {
      issues.error(
        at: outputs.offset,
        "outputs: expected what is an input or written, found \"\(problem[id].name)\"")
    }
    if let step = problem.firstStepOfCycle {
      issues.error(
        at: steps.offset,
        "steps: expected an order in which writers precede readers, found none; "
          + "\"\(problem.steps[step].name)\" waits for itself")
    }
  }
}
