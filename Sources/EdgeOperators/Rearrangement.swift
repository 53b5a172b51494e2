package import EdgeIR

/// Which element of an input every element of an output is.
///
/// The position along each output axis is counted in digits; each digit moves the position in the
/// input along one axis. Positions outside the input are filled.
package struct Rearrangement: Hashable, Sendable {
  /// `(position + bias) / divisor % extent` of the position along `output`; it moves along `input`
  /// by `step` times itself, or times its entry in the table.
  struct Digit: Hashable, Sendable {
    var output: Int
    var bias = 0
    var divisor = 1
    var extent: Int
    var input: Int
    var step = 1
    var table: [Int]?

    /// What the digit adds to the position along its input axis, for all its values.
    var moves: [Int] { (0..<extent).map { step * (table?[$0] ?? $0) } }

    func move(at position: Int) -> Int {
      let digit = (position + bias) / divisor % extent
      return step * (table?[digit] ?? digit)
    }
  }

  let input, output: [Int]
  /// By input axis: the position where all digits are 0.
  var origin: [Int]
  private(set) var digits: [Digit] = []

  init(_ input: [Int], to output: [Int]) {
    (self.input, self.output) = (input, output)
    origin = Array(repeating: 0, count: input.count)
  }

  /// Output axis `axis` counts along input axis `source`, all of it or a digit of it.
  mutating func count(
    _ axis: Int, along source: Int, step: Int = 1, bias: Int = 0, divisor: Int = 1,
    extent: Int? = nil, table: [Int]? = nil
  ) {
    digits.append(
      Digit(
        output: axis, bias: bias, divisor: divisor, extent: extent ?? output[axis], input: source,
        step: step, table: table))
  }

  /// The least and the largest position along an input axis.
  func reach(along axis: Int) -> ClosedRange<Int> {
    let moves = digits.filter { $0.input == axis }.map(\.moves)
    let low = moves.reduce(origin[axis]) { $0 + ($1.min() ?? 0) }
    return low...moves.reduce(origin[axis]) { $0 + ($1.max() ?? 0) }
  }

  /// Whether the output's elements are the input's in the same order.
  var isIdentity: Bool {
    guard origin.allSatisfy({ $0 == 0 }), input.reduce(1, *) == output.reduce(1, *) else {
      return false
    }
    let moving = digits.filter { $0.extent > 1 }
    let isStraight = moving.allSatisfy { digit in
      let length = Self.stride(output, digit.output) * digit.divisor
      return digit.bias == 0 && digit.table == nil
        && digit.step * Self.stride(input, digit.input) == length
    }
    return isStraight
      && output.indices.allSatisfy { axis in
        moving.filter { $0.output == axis }.map(\.extent).reduce(1, *) == output[axis]
      }
  }

  /// How the output is made of the input's bytes: all of them, or one part of every block along one
  /// axis.
  func aliasing(elementBytes: Int) -> Aliasing {
    if isIdentity { return .whole }
    let isStraight = digits.allSatisfy { digit in
      digit.step == 1 && digit.bias == 0 && digit.divisor == 1 && digit.table == nil
        && digit.input == digit.output && digit.extent == output[digit.output]
    }
    guard isStraight, input.count == output.count, digits.count == input.count else { return .none }
    let cut = input.indices.filter { input[$0] != output[$0] }
    guard cut.count == 1, origin[cut[0]] >= 0, origin[cut[0]] + output[cut[0]] <= input[cut[0]],
      input.indices.allSatisfy({ $0 == cut[0] || origin[$0] == 0 })
    else { return .none }
    let start = origin[cut[0]] * Self.stride(input, cut[0]) * elementBytes
    return .cut(blocks: input[..<cut[0]].reduce(1, *), starts: [start])
  }

  /// Elements from one position along `axis` to the next.
  private static func stride(_ shape: [Int], _ axis: Int) -> Int {
    shape[(axis + 1)...].reduce(1, *)
  }

  /// The float meaning.
  func reference(_ x: FloatTensor, fill: Float = 0) -> FloatTensor {
    var result = FloatTensor(shape: output, repeating: fill)
    var place = Array(repeating: 0, count: output.count)
    for index in result.values.indices {
      if let source = source(of: place) { result.values[index] = x.values[source] }
      for axis in output.indices.reversed() {
        place[axis] += 1
        guard place[axis] == output[axis] else { break }
        place[axis] = 0
      }
    }
    return result
  }

  /// The index of the input's element at a place of the output; nil where it is filled.
  private func source(of place: [Int]) -> Int? {
    var position = origin
    for digit in digits { position[digit.input] += digit.move(at: place[digit.output]) }
    guard zip(position, input).allSatisfy({ (0..<$1).contains($0) }) else { return nil }
    return zip(position, input).reduce(0) { $0 * $1.1 + $1.0 }
  }
}

/// An operator that only moves elements, of any type, from one input to one output.
package protocol Movement: Operator {
  /// Where they go, for an input of this shape.
  func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement
}

extension Movement {
  package static var inputCount: ClosedRange<Int> { 1...1 }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireOneScale(inputs[0])
    let shape = try rearrangement(of: inputs[0].shape).output
    return [TensorType(inputs[0].element, shape, inputs[0].quantization)]
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing {
    (try? rearrangement(of: inputs[0].shape))?.aliasing(elementBytes: inputs[0].element.bytes)
      ?? .none
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let moves = try? rearrangement(of: inputs[0].shape) else { return [] }
    return [moves.reference(inputs[0])]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    [try rearrangement(of: inputs[0].type.shape).call(inputs[0])]
  }
}

/// Throws where elements have scales of their own by the axis they lie on.
func requireOneScale(_ type: TensorType) throws(OperatorError) {
  guard type.quantization?.axis == nil else {
    throw .unsupported(
      what: "input 0", expected: "one scale for the whole tensor", found: "one for each channel")
  }
}
