/// What a user gave as data: one name, or several whose tables are parts of one.
package struct DataNames: Sendable, Equatable {
  package var names: [String]

  package init(_ names: [String]) { self.names = names }

  /// The one name; nil for several.
  package var only: String? { names.count == 1 ? names[0] : nil }

  package var isStandardInput: Bool { names == [SourceBytes.standardInput] }
}

extension DataNames: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral name: String) { names = [name] }

  package var description: String { names.joined(separator: ", ") }
}

/// One name is a string in JSON, several are a list of strings.
extension DataNames: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      names = [name]
      return
    }
    names = try container.decode([String].self)
    if names.isEmpty {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "data needs a name")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let only { try container.encode(only) } else { try container.encode(names) }
  }
}
