extension Issues {
  /// The object, if `value` is one; missing and unknown keys become errors of their own.
  mutating func object(
    _ value: JSONValue, _ what: String, required: [String], optional: [String] = []
  ) -> JSONObject? {
    guard let object = self.value(of: value.object, what) else { return nil }
    let known = required + optional
    for member in object.members where !known.contains(member.key) {
      let keys = known.joined(separator: ", ")
      error(
        at: member.keyOffset,
        "\(what): expected only \(keys), found key \(member.key.excerpt); remove it")
    }
    let present = object.members.lazy.filter { required.contains($0.key) }.count
    guard present < required.count else { return object }
    for key in required where object[key] == nil {
      error(at: value.offset, "\(what): expected key \"\(key)\", found none; add it")
    }
    return object
  }

  /// Elements of an array of at most `limit`.
  mutating func array(_ value: JSONValue, _ what: String, limit: Int) -> [JSONValue]? {
    guard let elements = self.value(of: value.array, what) else { return nil }
    guard elements.count <= limit else {
      error(at: value.offset, "\(what): expected at most \(limit), found \(elements.count)")
      return nil
    }
    return elements
  }

  /// A name that can be shown and told from others.
  mutating func name(_ value: JSONValue, _ what: String) -> String? {
    guard let text = self.value(of: value.string, "\(what): name") else { return nil }
    return name(text, at: value.offset, what) ? text : nil
  }

  @discardableResult
  mutating func name(_ text: String, at offset: Int, _ what: String) -> Bool {
    let limit = FileLimits.nameBytes
    if text.isEmpty || text.utf8.count > limit {
      error(
        at: offset, "\(what): expected a name of 1 to \(limit) bytes, found \(text.utf8.count)")
      return false
    }
    if text.hasControlCharacters {
      error(
        at: offset, "\(what): expected a name without control characters, found \(text.excerpt)")
      return false
    }
    return true
  }
}
