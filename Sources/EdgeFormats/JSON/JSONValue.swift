/// A JSON value, and where in the text it begins.
package struct JSONValue: Sendable {
  package enum Content: Sendable {
    case null
    case boolean(Bool)
    /// The number as it is written, so that nothing is rounded before its type is known.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
  }

  package var content: Content
  /// In bytes.
  package var offset: Int
}

/// Members in the text's order, no key twice.
package struct JSONObject: Sendable {
  package struct Member: Sendable {
    package var key: String
    package var keyOffset: Int
    package var value: JSONValue
  }

  package var members: [Member]

  /// - Complexity: O(members). Iterate over objects whose size the file decides.
  package subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }
}

/// Why a text is not the JSON that was expected.
package struct JSONError: Error, Hashable, Sendable {
  package var offset: Int
  package var message: String
}

extension JSONValue {
  /// What a reader finds here, for messages.
  package var summary: String {
    switch content {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let text): text.count > 40 ? "\(text.prefix(40))…" : text
    case .string(let text): text.excerpt
    case .array(let elements): "an array of \(elements.count)"
    case .object: "an object"
    }
  }

  package func mismatch(expected: String) -> JSONError {
    JSONError(offset: offset, message: "expected \(expected), found \(summary)")
  }

  package var boolean: Result<Bool, JSONError> {
    if case .boolean(let value) = content {
      .success(value)
    } else {
      .failure(mismatch(expected: "true or false"))
    }
  }

  package var string: Result<String, JSONError> {
    if case .string(let value) = content {
      .success(value)
    } else {
      .failure(mismatch(expected: "a string"))
    }
  }

  package var array: Result<[JSONValue], JSONError> {
    if case .array(let value) = content {
      .success(value)
    } else {
      .failure(mismatch(expected: "an array"))
    }
  }

  package var object: Result<JSONObject, JSONError> {
    if case .object(let value) = content {
      .success(value)
    } else {
      .failure(mismatch(expected: "an object"))
    }
  }
}
