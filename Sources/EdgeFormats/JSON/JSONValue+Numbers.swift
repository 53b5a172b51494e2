extension JSONValue {
  /// Digits with a sign at most: `1.0`, `1e3` and `-0` are no integers.
  package var integer: Result<Int, JSONError> { integer(in: Int.min...Int.max) }

  package func integer<Value: FixedWidthInteger>(in range: ClosedRange<Value>)
    -> Result<Value, JSONError>
  {
    guard case .number(let text) = content, text != "-0",
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") })
    else {
      return .failure(mismatch(expected: "an integer"))
    }
    guard let value = Value(text), range.contains(value) else {
      return .failure(
        mismatch(expected: "an integer of \(range.lowerBound) to \(range.upperBound)"))
    }
    return .success(value)
  }

  package var float: Result<Float, JSONError> { floatingPoint() }

  /// Rounded once, from the text.
  package func floatingPoint<Value: BinaryFloatingPoint & LosslessStringConvertible>()
    -> Result<Value, JSONError>
  {
    guard case .number(let text) = content else {
      return .failure(mismatch(expected: "a number"))
    }
    guard let value = Value(text), value.isFinite else {
      return .failure(
        mismatch(expected: "a number of at most \(Value.greatestFiniteMagnitude)"))
    }
    return .success(value)
  }

  package func integers<Value: FixedWidthInteger>(
    in range: ClosedRange<Value> = Value.min...Value.max
  ) -> Result<[Value], JSONError> {
    elements { $0.integer(in: range) }
  }

  package var floats: Result<[Float], JSONError> { elements(\.float) }

  private func elements<Value>(_ read: (JSONValue) -> Result<Value, JSONError>)
    -> Result<[Value], JSONError>
  {
    array.flatMap { elements in
      var values: [Value] = []
      values.reserveCapacity(elements.count)
      for element in elements {
        switch read(element) {
        case .success(let value): values.append(value)
        case .failure(let error): return .failure(error)
        }
      }
      return .success(values)
    }
  }
}
