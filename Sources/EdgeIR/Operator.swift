/// What to compute: a small value whose stored properties are the operator's attributes.
///
/// Everything edgerun knows about an operator is in one conforming type: the name and attributes a
/// model file uses, shape inference, the float meaning, and the kernel calls it becomes.
package protocol Operator: Sendable, Hashable, Codable {
  /// The name in model files: lower case, words joined by underscores.
  static var name: String { get }
  /// How many inputs a node of this operator takes.
  static var inputCount: ClosedRange<Int> { get }

  /// How the outputs are made of the inputs' bytes, of types that `outputTypes` accepted. Where
  /// they are, a node may cost neither time nor memory; what `lower` returns copies the bytes where
  /// they have to be twice.
  func aliasing(of inputs: [TensorType]) -> Aliasing

  /// The only shape and type inference there is.
  ///
  /// A result without quantisation leaves it to the model to declare; one with quantisation binds
  /// it.
  /// - Throws: what is wrong with the attributes or the inputs.
  func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType]

  /// Positions of the inputs that a node writes as well as reads; they must be variables.
  static var variableInputs: [Int] { get }

  /// The float meaning, for inputs whose types `outputTypes` accepted: the outputs, and after them
  /// what the `variableInputs` hold then.
  func reference(_ inputs: [FloatTensor]) -> [FloatTensor]

  /// The kernel calls that compute the outputs, for types that `outputTypes` accepted.
  ///
  /// - Throws: what the int8 kernels cannot do, and quantisation that makes no sense.
  func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]

  /// Multiply-accumulates of one run.
  func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int
}

extension Operator {
  package static var variableInputs: [Int] { [] }

  package func aliasing(of inputs: [TensorType]) -> Aliasing { .none }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int { 0 }

  /// The product of two counts; `Int.max` where it is larger.
  package func saturatedProduct(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? Int.max : product
  }

  /// Whether `other` is the same operator with the same attributes.
  package func isEqual(to other: any Operator) -> Bool { (other as? Self) == self }
}
