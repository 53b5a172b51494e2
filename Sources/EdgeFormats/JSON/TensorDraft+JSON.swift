internal import EdgeIR

extension ModelDraft.TensorDraft {
  init(_ value: JSONValue, index: Int, _ issues: inout Issues) {
    offset = value.offset
    let object = issues.object(
      value, "tensors[\(index)]", required: ["name", "shape", "type"],
      optional: ["quantization", "constant", "variable"])
    guard let object else { return }
    name = object["name"].flatMap { issues.name($0, "tensors[\(index)]") }
    let what = name.map { "tensor \"\($0)\"" } ?? "tensors[\(index)]"
    if let constant = object["constant"] {
      isConstant = issues.value(of: constant.boolean, "\(what): constant") ?? false
    }
    if let variable = object["variable"] {
      isVariable = issues.value(of: variable.boolean, "\(what): variable") ?? false
      if isConstant, isVariable {
        issues.error(at: variable.offset, "\(what): expected a constant or a variable, found both")
      }
    }
    let element = object["type"].flatMap { ElementType($0, what, &issues) }
    let shape = object["shape"].flatMap {
      issues.value(of: $0.integers() as Result<[Int], _>, "\(what): shape")
    }
    let quantization = object["quantization"].map { Quantization($0, what, &issues) }
    guard name != nil, let element, let shape, quantization != .some(nil) else { return }
    type = TensorType(element, shape, quantization ?? nil)
  }
}

extension ElementType {
  fileprivate init?(_ value: JSONValue, _ what: String, _ issues: inout Issues) {
    guard let name = issues.value(of: value.string, "\(what): type") else { return nil }
    guard let element = ElementType(rawValue: name) else {
      let names = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      issues.error(
        at: value.offset, "\(what): type: expected one of \(names), found \(name.excerpt)")
      return nil
    }
    self = element
  }
}

extension Quantization {
  /// `{scale, zeroPoint}` for the whole tensor, `{scales, axis}` for one scale a position.
  fileprivate init?(_ value: JSONValue, _ what: String, _ issues: inout Issues) {
    let what = "\(what): quantization"
    guard case .object(let object) = value.content, object["scales"] != nil else {
      self.init(perTensor: value, what, &issues)
      return
    }
    self.init(perChannel: value, what, &issues)
  }

  private init?(perTensor value: JSONValue, _ what: String, _ issues: inout Issues) {
    let object = issues.object(value, what, required: ["scale", "zeroPoint"])
    let scale = object?["scale"].flatMap { issues.value(of: $0.float, "\(what).scale") }
    let zeroPoint = object?["zeroPoint"].flatMap {
      issues.value(of: $0.integer(in: Int32.min...Int32.max), "\(what).zeroPoint")
    }
    guard let scale, let zeroPoint else { return nil }
    self.init(scale: scale, zeroPoint: zeroPoint)
  }

  private init?(perChannel value: JSONValue, _ what: String, _ issues: inout Issues) {
    let object = issues.object(
      value, what, required: ["scales", "axis"], optional: ["zeroPoints"])
    let scales = object?["scales"].flatMap { issues.value(of: $0.floats, "\(what).scales") }
    let axis = object?["axis"].flatMap { issues.value(of: $0.integer, "\(what).axis") }
    guard let scales, let axis else { return nil }
    self.init(scales: scales, axis: axis)
    guard let value = object?["zeroPoints"] else { return }
    guard
      let zeroPoints = issues.value(
        of: value.integers() as Result<[Int32], _>, "\(what).zeroPoints")
    else { return nil }
    guard zeroPoints.count == scales.count else {
      issues.error(
        at: value.offset,
        "\(what).zeroPoints: expected \(scales.count), as many as scales, found \(zeroPoints.count)"
      )
      return nil
    }
    self.zeroPoints = zeroPoints
  }
}
