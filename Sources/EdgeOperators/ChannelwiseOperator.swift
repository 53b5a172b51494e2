package import EdgeIR

/// One channel, a position along the last axis, of one of a node's inputs.
package struct ChannelSource: Hashable, Sendable {
  package var input, channel: Int
  /// Whether the channel is the input's only one and serves any number of the output's.
  package var isRepeated: Bool

  package init(input: Int, channel: Int, isRepeated: Bool = false) {
    (self.input, self.channel, self.isRepeated) = (input, channel, isRepeated)
  }
}

/// The channels that are left of a node's operands, by operand, ascending.
package struct KeptChannels: Sendable {
  package var inputs, outputs: [[Int]]
  /// The outputs' shapes with these channels only.
  package var outputShapes: [[Int]]

  package init(inputs: [[Int]], outputs: [[Int]], outputShapes: [[Int]]) {
    self.inputs = inputs
    self.outputs = outputs
    self.outputShapes = outputShapes
  }
}

/// An operator that computes each channel of its outputs from few channels of its inputs, in the
/// same way for every channel, so that it can be done for some channels only.
package protocol ChannelwiseOperator: Operator {
  /// By output and by its channel, the input channels it depends on; nil where these attributes mix
  /// channels.
  func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]?

  /// This operator for the channels that are left.
  func keeping(_ kept: KeptChannels, of inputs: [TensorType]) -> any Operator

  /// Whether results lie between the least and the largest value of their sources before they are
  /// clamped to the activation, if there is one.
  static var staysWithinSources: Bool { get }
}

extension ChannelwiseOperator {
  package static var staysWithinSources: Bool { false }

  /// Channel by channel; a single channel serves all.
  package func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]? {
    let channels = outputs[0].channels
    guard inputs.allSatisfy({ $0.channels == channels || $0.channels == 1 }) else { return nil }
    return [
      (0..<channels).map { channel in
        inputs.enumerated().map { input, type in
          let isRepeated = type.channels < channels
          return ChannelSource(
            input: input, channel: isRepeated ? 0 : channel, isRepeated: isRepeated)
        }
      }
    ]
  }

  package func keeping(_ kept: KeptChannels, of inputs: [TensorType]) -> any Operator { self }
}

extension TensorType {
  /// Extent of the last axis.
  package var channels: Int { shape[shape.count - 1] }
}

extension Abs: ChannelwiseOperator {}
extension Add: ChannelwiseOperator {}
extension AddN: ChannelwiseOperator {}
extension ELU: ChannelwiseOperator {}
extension HardSwish: ChannelwiseOperator {}
extension LeakyReLU: ChannelwiseOperator {}
extension Logistic: ChannelwiseOperator {}
extension Lookup: ChannelwiseOperator {}
extension Mul: ChannelwiseOperator {}
extension PReLU: ChannelwiseOperator {}
extension Quantize: ChannelwiseOperator {}
extension ReLU: ChannelwiseOperator {}
extension ReLU6: ChannelwiseOperator {}
extension Requantize: ChannelwiseOperator {}
extension ResizeBilinear: ChannelwiseOperator {}
extension SquaredDifference: ChannelwiseOperator {}
extension Sub: ChannelwiseOperator {}
extension Tanh: ChannelwiseOperator {}

extension AveragePool2D: ChannelwiseOperator {
  package static var staysWithinSources: Bool { true }
}

extension MaxPool2D: ChannelwiseOperator {
  package static var staysWithinSources: Bool { true }
}

extension ResizeNearestNeighbor: ChannelwiseOperator {
  package static var staysWithinSources: Bool { true }
}

extension Maximum: ChannelwiseOperator {}
extension Minimum: ChannelwiseOperator {}

extension Mean: ChannelwiseOperator {
  package func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]? {
    let last = inputs[0].shape.count - 1
    guard !axes.contains(last), !axes.contains(-1) else { return nil }
    return [(0..<outputs[0].channels).map { [ChannelSource(input: 0, channel: $0)] }]
  }
}

extension Pad: ChannelwiseOperator {
  package func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]? {
    guard padding.last == [0, 0] else { return nil }
    return [(0..<outputs[0].channels).map { [ChannelSource(input: 0, channel: $0)] }]
  }
}

extension Concat: ChannelwiseOperator {
  package static var staysWithinSources: Bool { true }

  package func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]? {
    guard axis == -1 || axis == outputs[0].shape.count - 1 else {
      return [
        (0..<outputs[0].channels).map { channel in
          inputs.indices.map { ChannelSource(input: $0, channel: channel) }
        }
      ]
    }
    return [
      inputs.enumerated().flatMap { input, type in
        (0..<type.channels).map { [ChannelSource(input: input, channel: $0)] }
      }
    ]
  }
}

extension Split: ChannelwiseOperator {
  package static var staysWithinSources: Bool { true }

  package func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]? {
    partSources(inputs[0], outputs, axis: axis)
  }

  package func keeping(_ kept: KeptChannels, of inputs: [TensorType]) -> any Operator {
    guard axis == -1 || axis == inputs[0].shape.count - 1 else { return self }
    return SplitV(axis: axis, sizes: kept.outputs.map(\.count))
  }
}

extension SplitV: ChannelwiseOperator {
  package static var staysWithinSources: Bool { true }

  package func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]? {
    partSources(inputs[0], outputs, axis: axis)
  }

  package func keeping(_ kept: KeptChannels, of inputs: [TensorType]) -> any Operator {
    guard axis == -1 || axis == inputs[0].shape.count - 1 else { return self }
    return SplitV(axis: axis, sizes: kept.outputs.map(\.count))
  }
}

/// The sources of a tensor's parts along an axis.
private func partSources(_ input: TensorType, _ outputs: [TensorType], axis: Int)
  -> [[[ChannelSource]]]
{
  let isLast = axis == -1 || axis == input.shape.count - 1
  var start = 0
  return outputs.map { output in
    defer { start += isLast ? output.channels : 0 }
    return (start..<start + output.channels).map { [ChannelSource(input: 0, channel: $0)] }
  }
}

extension Slice: ChannelwiseOperator {
  package static var staysWithinSources: Bool { true }

  package func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]? {
    let first = begin[begin.count - 1]
    return [(0..<outputs[0].channels).map { [ChannelSource(input: 0, channel: first + $0)] }]
  }

  package func keeping(_ kept: KeptChannels, of inputs: [TensorType]) -> any Operator {
    var op = self
    let last = begin.count - 1
    op.begin[last] = kept.inputs[0].filter { $0 < begin[last] }.count
    op.size[last] = kept.outputs[0].count
    return op
  }
}

extension Reshape: ChannelwiseOperator {
  package static var staysWithinSources: Bool { true }

  /// Where one number of channels divides the other they go round.
  package func sources(_ inputs: [TensorType], _ outputs: [TensorType]) -> [[[ChannelSource]]]? {
    let (from, to) = (inputs[0].channels, outputs[0].channels)
    guard from % to == 0 || to % from == 0 else { return nil }
    return [
      (0..<to).map { channel in
        Swift.stride(from: channel % from, to: from, by: to).map {
          ChannelSource(input: 0, channel: $0)
        }
      }
    ]
  }

  package func keeping(_ kept: KeptChannels, of inputs: [TensorType]) -> any Operator {
    Reshape(shape: kept.outputShapes[0])
  }
}
