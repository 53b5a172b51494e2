import EdgePlanning

/// Memory problems as text that a failing test prints and a new test pastes:
///
///     in x:4 s:2
///     conv x -> y:8 scratch 3
///     add x y -> z:4 over x by 0 upwards
///     out z
///
/// A buffer's size stands where it is first written or listed as an input.
extension MemoryProblem {
  init(_ text: String) {
    self.init(name: "text", buffers: [], steps: [], inputs: [], outputs: [])
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "in": inputs = words.dropFirst().map { buffer($0) }
      case "out": outputs = words.dropFirst().map { buffer($0) }
      case .some(let name): steps.append(step(name, Array(words.dropFirst())))
      case nil: break
      }
    }
  }

  private mutating func step(_ name: String, _ words: [String]) -> Step {
    let arrow = words.firstIndex(of: "->") ?? words.endIndex
    let end = words.firstIndex { ["scratch", "over"].contains($0) } ?? words.endIndex
    var step = Step(
      name: name, reads: words[..<arrow].map { buffer($0) },
      writes: words[arrow..<end].dropFirst().map { buffer($0) })
    var rest = words[end...]
    while let keyword = rest.popFirst() {
      if keyword == "scratch" {
        step.scratch = rest.popFirst().flatMap { Int($0) } ?? 0
      } else {
        let (input, distance) = (rest.removeFirst(), rest.dropFirst().first ?? "")
        let direction = Overlap.Direction(rawValue: rest.dropFirst(2).first ?? "")
        let named = rest.dropFirst(3).first == "with" ? rest.dropFirst(4).first : nil
        step.overlaps.append(
          Overlap(
            input: buffer(input), output: named.map { buffer($0) } ?? step.writes[0],
            distance: Int(distance) ?? 0, direction: direction ?? .upwards))
        rest = rest.dropFirst(named == nil ? 3 : 5)
      }
    }
    return step
  }

  private mutating func buffer(_ word: String) -> BufferID {
    let parts = word.split(separator: ":").map(String.init)
    if let known = buffers.firstIndex(where: { $0.name == parts[0] }) { return BufferID(known) }
    buffers.append(
      Buffer(
        name: parts[0], bytes: parts.count > 1 ? Int(parts[1]) ?? 0 : 0,
        alignment: parts.count > 2 ? Int(parts[2]) ?? 1 : 1))
    return BufferID(buffers.count - 1)
  }

  /// What `init(_:)` reads; every buffer with its size and alignment.
  var text: String {
    let word = { (id: BufferID) in
      "\(self[id].name):\(self[id].bytes):\(self[id].alignment)"
    }
    let words = { (ids: [BufferID]) in ids.map { " " + word($0) }.joined() }
    let lines = steps.map { step in
      let overlaps = step.overlaps.map {
        " over \(word($0.input)) by \($0.distance) \($0.direction) with \(word($0.output))"
      }
      return step.name + words(step.reads) + " ->" + words(step.writes)
        + (step.scratch > 0 ? " scratch \(step.scratch)" : "") + overlaps.joined()
    }
    return (["in" + words(inputs)] + lines + ["out" + words(outputs)]).joined(separator: "\n")
  }
}
