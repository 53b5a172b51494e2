package import EdgeIR

/// Reads an operator's attributes: the stored properties of its type, each by its own name.
///
/// Every property is required unless it is Optional, and an object has no key its type does not ask
/// for. A type with a decoding of its own reports what it refuses as `DecodingError`.
package enum AttributeDecoder {
  /// The operator of this type with these attributes, or every reason why there is none.
  package static func decode(_ type: any Operator.Type, from attributes: JSONValue)
    -> (operator: (any Operator)?, errors: [JSONError])
  {
    guard case .object(let root) = attributes.content else {
      return (nil, [attributes.mismatch(expected: "an object of attributes")])
    }
    let ledger = KeyLedger()
    ledger.unknown[attributes.offset] = root.members
    var result: (any Operator)?
    var errors: [JSONError] = []
    do {
      result = try type.init(from: JSONValueDecoder(attributes, at: [], ledger))
    } catch let error as DecodingError {
      errors.append(error.located(in: attributes))
    } catch {
      errors.append(JSONError(offset: attributes.offset, message: "\(error)"))
    }
    for member in ledger.unknown.values.joined() {
      let message = "\(type.name) has no attribute \(member.key.excerpt); remove it"
      errors.append(JSONError(offset: member.keyOffset, message: message))
    }
    return (errors.isEmpty ? result : nil, errors)
  }
}

/// Reads a value of any type by its stored properties: an object has no key its type does not ask
/// for.
package enum StrictDecoder {
  /// The value, or every reason why there is none.
  package static func decode<Value: Decodable>(_ type: Value.Type, from root: JSONValue)
    -> (value: Value?, errors: [JSONError])
  {
    let ledger = KeyLedger()
    var value: Value?
    var errors: [JSONError] = []
    do {
      value = try Value(from: JSONValueDecoder(root, at: [], ledger))
    } catch let error as DecodingError {
      errors.append(error.located(in: root))
    } catch {
      errors.append(JSONError(offset: root.offset, message: "\(error)"))
    }
    for member in ledger.unknown.values.joined() {
      errors.append(
        JSONError(
          offset: member.keyOffset,
          message: "found unknown key \(member.key.excerpt); remove it"))
    }
    return (errors.isEmpty ? value : nil, errors)
  }
}

/// Which keys no type has asked for, by the offset of their object.
final class KeyLedger {
  var unknown: [Int: [JSONObject.Member]] = [:]

  func visit<Key: CodingKey>(_ object: JSONObject, at offset: Int, keys: Key.Type) {
    unknown[offset] = (unknown[offset] ?? object.members).filter {
      Key(stringValue: $0.key) == nil
    }
  }
}

extension DecodingError {
  /// The error at its place, beginning with the path to it.
  fileprivate func located(in root: JSONValue) -> JSONError {
    var (path, message) = facts
    var offset = root.offset
    var value: JSONValue? = root
    var name = ""
    while let key = path.first {
      value = value?[key]
      offset = value?.offset ?? offset
      name += key.intValue.map { "[\($0)]" } ?? (name.isEmpty ? "" : ".") + key.stringValue
      path.removeFirst()
    }
    if !name.isEmpty { message = "attribute \"\(name)\": " + message }
    return JSONError(offset: offset, message: message)
  }

  private var facts: (path: [any CodingKey], message: String) {
    switch self {
    case .keyNotFound(let key, let context):
      (context.codingPath, "expected attribute \"\(key.stringValue)\", found none; add it")
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      (context.codingPath, context.debugDescription)
    @unknown default:
      ([], "\(self)")
    }
  }
}

extension JSONValue {
  fileprivate subscript(key: any CodingKey) -> JSONValue? {
    switch content {
    case .object(let object): object[key.stringValue]
    case .array(let elements):
      key.intValue.flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    default: nil
    }
  }
}
