internal import EdgeIR
import EdgeOperators

/// Everything but weighted sums.
extension RandomNetwork {
  mutating func addPool(_ x: TensorID) {
    let window = Extent2D(random.int(1...3), random.int(1...3))
    let (stride, padding) = (stride(), padding())
    let activation = random.oneIn(3) ? activation() : .none
    let isAverage = random.oneIn(2)
    let op: any Operator =
      isAverage
      ? AveragePool2D(window: window, stride: stride, padding: padding, activation: activation)
      : MaxPool2D(window: window, stride: stride, padding: padding, activation: activation)
    add(op, [x])
  }

  /// Sums and products with a tensor of the same shape, or one that is repeated.
  mutating func addArithmetic(_ x: TensorID) {
    let shape = graph[x].type.shape
    let alike = readable.filter { graph[$0].type.shape == shape }
    let channels = shape[shape.count - 1]
    var other = alike[random.int(0...alike.count - 1)]
    switch random.int(0...7) {
    case 0: other = constant(TensorType(.int8, [channels], quantization()))
    case 1: other = constant(TensorType(.int8, shape, quantization()))
    case 2: other = constant(TensorType(.int8, [1], quantization()))
    case 3:
      other =
        add(Mean(axes: Array(1..<max(2, shape.count - 1)), keepDimensions: true), [x]) ?? other
    case 4:
      other =
        add(Slice(begin: shape.map { _ in 0 }, size: [-1] + shape.dropFirst().map { _ in 1 }), [x])
        ?? other
    default: break
    }
    let operands = random.oneIn(4) ? [other, x] : [x, other]
    switch random.int(0...7) {
    case 0...2: add(Add(activation: activation()), operands)
    case 3...4: add(Mul(activation: activation()), operands)
    case 5: add(Sub(activation: activation()), operands)
    case 6 where graph[x].type.shape == graph[other].type.shape:
      add(AddN(activation: activation()), operands + [x])
    default: add(random.oneIn(2) ? Maximum() : Minimum(), operands, graph[x].type.quantization)
    }
  }

  /// One to four lookups in a row.
  mutating func addChain(_ x: TensorID) {
    var last = x
    for _ in 0..<random.int(1...4) {
      let same = random.oneIn(2) ? graph[last].type.quantization : nil
      let op: any Operator
      switch random.int(0...7) {
      case 0: op = Logistic()
      case 1: op = ReLU6()
      case 2: op = LeakyReLU(alpha: 0.2)
      case 3: op = Requantize()
      case 4: op = Quantize(element: .int8)
      case 5: op = Tanh()
      case 6: op = HardSwish()
      default: op = ReLU()
      }
      last = add(op, [last], same) ?? last
    }
  }

  /// Two to four tensors of one quantisation side by side; more are computed where few fit.
  mutating func addConcat(_ x: TensorID) {
    let type = graph[x].type
    let axis = random.oneIn(4) ? random.int(0...type.shape.count - 1) : type.shape.count - 1
    func fits(_ id: TensorID) -> Bool {
      var shape = graph[id].type.shape
      guard shape.count == type.shape.count else { return false }
      shape[axis] = type.shape[axis]
      return shape == type.shape && graph[id].type.quantization == type.quantization
    }
    var parts = [x]
    let others = readable.filter { fits($0) && ($0 != x || random.oneIn(8)) }
    for _ in 0..<random.int(1...3) {
      if !others.isEmpty, random.oneIn(2) {
        parts.append(others[random.int(0...others.count - 1)])
      } else if let branch = addBranch(x) {
        parts.append(branch)
      }
    }
    if random.oneIn(2) { parts.reverse() }
    add(Concat(axis: random.oneIn(3) ? axis - type.shape.count : axis), parts)
  }

  /// Something of an image's rows and pixels, in its quantisation.
  private mutating func addBranch(_ x: TensorID) -> TensorID? {
    let type = graph[x].type
    if type.shape.count == 4, !random.oneIn(3) {
      let saved = graph.tensors.count
      let branch = addConvolution(x, output: type.quantization)
      if branch == nil { graph.tensors.removeSubrange(saved...) }
      guard let branch, graph[branch].type.shape.dropLast() == type.shape.dropLast() else {
        return nil
      }
      return branch
    }
    return add(random.oneIn(2) ? ReLU() : LeakyReLU(alpha: 0.1), [x], type.quantization)
  }

  /// Parts of a tensor, all of which may be read.
  mutating func addParts(_ x: TensorID) {
    let shape = graph[x].type.shape
    let axis = random.oneIn(3) ? random.int(0...shape.count - 1) : shape.count - 1
    switch random.int(0...2) {
    case 0: add(Split(axis: axis, count: random.int(1...4)), [x])
    case 1: add(SplitV(axis: axis, sizes: [random.int(1...max(1, shape[axis] - 1)), -1]), [x])
    default:
      var begin = shape.map { _ in 0 }
      begin[axis] = random.int(0...shape[axis] - 1)
      var size = shape.map { _ in -1 }
      size[axis] = random.int(1...shape[axis] - begin[axis])
      add(Slice(begin: begin, size: size), [x])
    }
  }

  mutating func addResize(_ x: TensorID) {
    let size = Extent2D(random.int(1...9), random.int(1...9))
    let isNearest = random.oneIn(2)
    let (aligned, centred) = random.pick((false, false), (true, false), (false, true))
    if isNearest {
      add(
        ResizeNearestNeighbor(size: size, alignCorners: aligned, halfPixelCenters: centred), [x])
    } else {
      add(ResizeBilinear(size: size, alignCorners: aligned, halfPixelCenters: centred), [x])
    }
  }

  /// Something that changes no byte, or takes back what was changed.
  mutating func addIdentity(_ x: TensorID) {
    let type = graph[x].type
    let rank = type.shape.count
    let back = Array((0..<rank).reversed())
    switch random.int(0...6) {
    case 0: add(Slice(begin: type.shape.map { _ in 0 }, size: type.shape), [x])
    case 1: add(Pad(padding: type.shape.map { _ in [0, 0] }), [x])
    case 2: add(Split(axis: rank - 1, count: 1), [x])
    case 3: add(Requantize(), [x], type.quantization)
    case 4: add(Concat(axis: 0), [x])
    case 5:
      guard let turned = add(Transpose(permutation: back), [x]) else { return }
      add(Transpose(permutation: back), [turned])
    default:
      guard let flat = add(Reshape(shape: [-1]), [x]) else { return }
      add(Reshape(shape: type.shape), [flat])
    }
  }

  mutating func addOther(_ x: TensorID) {
    let rank = graph[x].type.shape.count
    switch random.int(0...5) {
    case 0: add(Softmax(), [x])
    case 1: add(Mean(axes: [random.int(0...rank - 1)], keepDimensions: random.oneIn(2)), [x])
    case 2: add(Transpose(permutation: Array(0..<rank).shuffled(using: &random)), [x])
    case 3: add(Pad(padding: (0..<rank).map { [0, $0 == rank - 1 ? 1 : 0] }), [x])
    case 4: add(ReduceMax(axes: [random.int(0...rank - 1)], keepDimensions: true), [x])
    default: add(Reshape(shape: [graph[x].type.shape[0], -1]), [x])
    }
  }
}
