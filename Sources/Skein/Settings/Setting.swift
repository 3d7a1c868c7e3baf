/// One setting of a group of settings: its name, where it is, which values make sense, and how it
/// stands in JSON.
///
/// A group lists its settings once; validation, JSON and the identity of a training are derived from
/// that list.
package struct Setting<Group: Sendable>: Sendable {
  /// As sentences name it: `batch size`.
  package let name: String
  /// As JSON names it: `batchSize`.
  package let key: SettingKey
  /// Whether the bits of a training depend on it.
  package let decidesBits: Bool
  /// Whether a training's identity tells it only where it is not the default, so that checkpoints of
  /// earlier versions, which did not know it, go on.
  package let isQuiet: Bool
  /// The value as text, for comparing and for people.
  package let text: @Sendable (Group) -> String
  private let check: @Sendable (Group) throws(SettingsError) -> Void
  private let write: @Sendable (Group, inout KeyedEncodingContainer<SettingKey>) throws -> Void
  private let read: @Sendable (inout Group, KeyedDecodingContainer<SettingKey>) throws -> Void

  /// - Parameters:
  ///   - allowed: which values make sense, as in “give a number above 0”.
  ///   - isLate: whether files of earlier versions lack it and mean its default.
  ///   - isQuiet: see the property.
  package init<Value: Codable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Group, Value> & Sendable, decidesBits: Bool = true,
    isLate: Bool = false, isQuiet: Bool = false, allowed: String = "",
    where isAllowed: @escaping @Sendable (Value) -> Bool
  ) {
    self.init(
      name: name, decidesBits: decidesBits, isQuiet: isQuiet,
      text: { "\($0[keyPath: path])" },
      check: { group throws(SettingsError) in
        let value = group[keyPath: path]
        if isAllowed(value) { return }
        throw .outOfRange(name: name, value: "\(value)", allowed: allowed)
      },
      write: { group, container, key in try container.encode(group[keyPath: path], forKey: key) },
      read: { group, container, key in
        if isLate, !container.contains(key) { return }
        group[keyPath: path] = try container.decode(Value.self, forKey: key)
      })
  }

  /// A setting that may be left out, and is null in JSON then.
  package init<Value: Codable & Sendable>(
    optional name: String, _ path: WritableKeyPath<Group, Value?> & Sendable,
    decidesBits: Bool = true, isQuiet: Bool = false, allowed: String = "",
    where isAllowed: @escaping @Sendable (Value) -> Bool
  ) {
    self.init(optional: name, path, decidesBits: decidesBits, isQuiet: isQuiet) {
      value throws(SettingsError) in
      if isAllowed(value) { return }
      throw .outOfRange(name: name, value: "\(value)", allowed: allowed)
    }
  }

  /// A setting that may be left out, with a check of its own.
  package init<Value: Codable & Sendable>(
    optional name: String, _ path: WritableKeyPath<Group, Value?> & Sendable,
    decidesBits: Bool = true, isQuiet: Bool = false,
    check: @escaping @Sendable (Value) throws(SettingsError) -> Void
  ) {
    self.init(
      name: name, decidesBits: decidesBits, isQuiet: isQuiet,
      text: { $0[keyPath: path].map { "\($0)" } ?? "none" },
      check: { group throws(SettingsError) in
        if let value = group[keyPath: path] { try check(value) }
      },
      write: { group, container, key in try container.encode(group[keyPath: path], forKey: key) },
      read: { group, container, key in
        group[keyPath: path] = try container.decodeIfPresent(Value.self, forKey: key)
      })
  }

  /// A setting whose value is written as the text that `get` gives and `set` takes.
  package init(
    specification name: String, decidesBits: Bool = true, isLate: Bool = false,
    isQuiet: Bool = false,
    get: @escaping @Sendable (Group) -> String,
    set: @escaping @Sendable (inout Group, String) throws -> Void
  ) {
    self.init(
      name: name, decidesBits: decidesBits, isQuiet: isQuiet, text: get,
      check: { _ throws(SettingsError) in },
      write: { group, container, key in try container.encode(get(group), forKey: key) },
      read: { group, container, key in
        if isLate, !container.contains(key) { return }
        let text = try container.decode(String.self, forKey: key)
        do {
          try set(&group, text)
        } catch {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: container, debugDescription: "\(error)")
        }
      })
  }

  private init(
    name: String, decidesBits: Bool, isQuiet: Bool, text: @escaping @Sendable (Group) -> String,
    check: @escaping @Sendable (Group) throws(SettingsError) -> Void,
    write:
      @escaping @Sendable (Group, inout KeyedEncodingContainer<SettingKey>, SettingKey) throws
      -> Void,
    read:
      @escaping @Sendable (inout Group, KeyedDecodingContainer<SettingKey>, SettingKey) throws
      -> Void
  ) {
    let key = SettingKey(name: name)
    self.name = name
    self.key = key
    self.decidesBits = decidesBits
    self.isQuiet = isQuiet
    self.text = text
    self.check = check
    self.write = { try write($0, &$1, key) }
    self.read = { try read(&$0, $1, key) }
  }

  /// - Throws: `SettingsError.outOfRange` for a value that makes no sense.
  package func validate(_ group: Group) throws(SettingsError) { try check(group) }

  package func encode(
    _ group: Group, into container: inout KeyedEncodingContainer<SettingKey>
  ) throws {
    try write(group, &container)
  }

  package func decode(
    into group: inout Group, from container: KeyedDecodingContainer<SettingKey>
  ) throws {
    try read(&group, container)
  }
}

/// The key of a setting in JSON: its name in camel case.
package struct SettingKey: CodingKey, Sendable {
  package let stringValue: String

  package init(name: String) {
    let words = name.split(separator: " ")
    stringValue = words.enumerated().map { index, word in
      index == 0 ? String(word) : word.prefix(1).uppercased() + word.dropFirst()
    }.joined()
  }

  package init(stringValue: String) { self.stringValue = stringValue }

  package var intValue: Int? { nil }
  package init?(intValue: Int) { nil }
}
