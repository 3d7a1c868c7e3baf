/// A single value of something that is stored as JSON, by its name there: `training.batchSize`.
struct StoredLeaf: Equatable {
  let name: String
  let value: String

  /// All that are set, in alphabetical order.
  static func all(of value: some Encodable) -> [StoredLeaf] {
    guard let text = try? RunJSON.text(value),
      let tree = try? RunJSON.value(of: StoredTree.self, from: Array(text.utf8))
    else { return [] }
    return tree.leaves(name: "")
  }
}

/// Any JSON.
private enum StoredTree: Decodable {
  case nothing
  case flag(Bool)
  case whole(Int)
  case number(Double)
  case text(String)
  case list([StoredTree])
  case fields([String: StoredTree])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .nothing
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .whole(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([StoredTree].self) {
      self = .list(value)
    } else {
      self = .fields(try container.decode([String: StoredTree].self))
    }
  }

  func leaves(name: String) -> [StoredLeaf] {
    if case .fields(let fields) = self {
      return fields.sorted { $0.key < $1.key }.flatMap { key, value in
        value.leaves(name: name.isEmpty ? key : "\(name).\(key)")
      }
    }
    return text.map { [StoredLeaf(name: name, value: $0)] } ?? []
  }

  /// On one line; nil for what is not set.
  private var text: String? {
    switch self {
    case .nothing: return nil
    case .flag(let value): return value ? "yes" : "no"
    case .whole(let value): return "\(value)"
    case .number(let value): return "\(value)"
    case .text(let value): return value.isEmpty ? nil : value
    case .list(let values):
      return values.isEmpty ? nil : values.compactMap(\.text).joined(separator: ", ")
    case .fields:
      return leaves(name: "").map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    }
  }
}
