import Foundation

/// A validator of the part of JSON Schema 2020-12 that this repository's schemas use.
///
/// A keyword it does not know is an error of every document, so that no rule is skipped silently.
public struct JSONSchema {
  private let root: JSONDocument

  public init(_ root: JSONDocument) { self.root = root }

  /// Everything wrong with `document`, each with its place.
  public func errors(in document: JSONDocument) -> [String] { errors(document, root, "$") }

  private func errors(_ value: JSONDocument, _ schema: JSONDocument, _ path: String) -> [String] {
    if schema == .boolean(true) { return [] }
    guard let keywords = schema.object else { return ["\(path): nothing is allowed here"] }
    return keywords.sorted { $0.key < $1.key }.flatMap { keyword, rule in
      errors(value, keyword, rule, keywords, path)
    }
  }

  private func errors(
    _ value: JSONDocument, _ keyword: String, _ rule: JSONDocument,
    _ siblings: [String: JSONDocument], _ path: String
  ) -> [String] {
    switch keyword {
    case "$schema", "$id", "$defs", "title", "description", "then", "else": []
    case "$ref": errors(value, resolve(rule), path)
    case "type", "const", "enum":
      Self.isOneOf(value, keyword, rule) ? [] : ["\(path): not of \(keyword) \(rule)"]
    case "allOf": (rule.array ?? []).flatMap { errors(value, $0, path) }
    case "oneOf":
      (rule.array ?? []).count { errors(value, $0, path).isEmpty } == 1
        ? [] : ["\(path): not exactly one of the alternatives"]
    case "not": errors(value, rule, path).isEmpty ? ["\(path): what must not be"] : []
    case "if":
      errors(
        value, siblings[errors(value, rule, path).isEmpty ? "then" : "else"] ?? .boolean(true), path
      )
    default:
      objectErrors(value, keyword, rule, siblings, path)
        ?? arrayErrors(value, keyword, rule, path) ?? Self.scalarErrors(value, keyword, rule, path)
        ?? ["\(path): unknown keyword \(keyword)"]
    }
  }

  private func resolve(_ reference: JSONDocument) -> JSONDocument {
    let name = reference.string?.split(separator: "/").last.map(String.init) ?? ""
    return root["$defs"]?[name] ?? .boolean(false)
  }

  private static func isOneOf(_ value: JSONDocument, _ keyword: String, _ rule: JSONDocument)
    -> Bool
  {
    switch keyword {
    case "type": (rule.array ?? [rule]).contains { value.isOf(type: $0.string ?? "") }
    case "const": value == rule
    default: rule.array?.contains(value) == true
    }
  }

  private func objectErrors(
    _ value: JSONDocument, _ keyword: String, _ rule: JSONDocument,
    _ siblings: [String: JSONDocument], _ path: String
  ) -> [String]? {
    let members = value.object ?? [:]
    switch keyword {
    case "properties":
      return (rule.object ?? [:]).flatMap { key, schema in
        members[key].map { errors($0, schema, "\(path).\(key)") } ?? []
      }
    case "required":
      guard value.object != nil else { return [] }
      return (rule.array ?? []).compactMap(\.string).filter { members[$0] == nil }
        .map { "\(path): no \($0)" }
    case "additionalProperties":
      let known = siblings["properties"]?.object ?? [:]
      return members.filter { known[$0.key] == nil }
        .flatMap { errors($0.value, rule, "\(path).\($0.key)") }
    case "maxProperties":
      return Double(members.count) <= rule.number ?? 0 ? [] : ["\(path): too many members"]
    default: return nil
    }
  }

  private func arrayErrors(
    _ value: JSONDocument, _ keyword: String, _ rule: JSONDocument, _ path: String
  ) -> [String]? {
    guard ["items", "minItems", "maxItems", "uniqueItems"].contains(keyword) else { return nil }
    guard let elements = value.array else { return [] }
    let isMet =
      switch keyword {
      case "minItems": Double(elements.count) >= rule.number ?? .infinity
      case "maxItems": Double(elements.count) <= rule.number ?? 0
      case "uniqueItems": Set(elements.map { "\($0)" }).count == elements.count
      default: true
      }
    guard keyword == "items" else { return isMet ? [] : ["\(path): breaks \(keyword)"] }
    return elements.enumerated().flatMap { errors($1, rule, "\(path)[\($0)]") }
  }

  private static func scalarErrors(
    _ value: JSONDocument, _ keyword: String, _ rule: JSONDocument, _ path: String
  ) -> [String]? {
    let isMet: Bool
    switch keyword {
    case "minimum": isMet = value.number.map { $0 >= rule.number ?? .infinity } ?? true
    case "maximum": isMet = value.number.map { $0 <= rule.number ?? -.infinity } ?? true
    case "exclusiveMinimum": isMet = value.number.map { $0 > rule.number ?? .infinity } ?? true
    case "minLength":
      isMet = value.string.map { Double($0.unicodeScalars.count) >= rule.number ?? 0 } ?? true
    case "maxLength":
      isMet = value.string.map { Double($0.unicodeScalars.count) <= rule.number ?? 0 } ?? true
    case "pattern":
      let pattern = rule.string ?? ""
      isMet = value.string.map { $0.range(of: pattern, options: .regularExpression) != nil } ?? true
    default: return nil
    }
    return isMet ? [] : ["\(path): breaks \(keyword) \(rule)"]
  }
}
