package import EdgeIR

/// An operator that clamps its results, as the last thing it does, in the output's quantisation.
package protocol ActivatedOperator: Operator {
  var activation: Activation { get set }
}

extension Add: ActivatedOperator {}
extension AddN: ActivatedOperator {}
extension AveragePool2D: ActivatedOperator {}
extension MaxPool2D: ActivatedOperator {}
extension Mul: ActivatedOperator {}
extension Sub: ActivatedOperator {}

extension Activation {
  /// What this leaves of int8 in a quantisation with one scale.
  package func range(_ quantization: Quantization) -> ClosedRange<Int32> {
    let range = range(scale: quantization.scales[0], zeroPoint: quantization.zeroPoints[0])
    return range.min...range.max
  }

  /// An activation that leaves exactly `range` of int8; nil where real bounds cannot say it.
  package init?(leaving range: ClosedRange<Int32>, _ quantization: Quantization) {
    func real(_ value: Int32) -> Float {
      Float(value - quantization.zeroPoints[0]) * quantization.scales[0]
    }
    let bounds = Activation.clamp(min: real(range.lowerBound), max: real(range.upperBound))
    let known = [Activation.none, .relu, .relu6, .reluN1To1, bounds]
    guard let found = known.first(where: { $0.range(quantization) == range }) else { return nil }
    self = found
  }
}
