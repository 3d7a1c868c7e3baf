/// Settings that belong together and are listed once.
package protocol SettingGroup: Codable, Equatable, Sendable {
  static var settings: [Setting<Self>] { get }

  /// Every setting at its default.
  init()
}

extension SettingGroup {
  /// - Throws: `SettingsError` for the first setting that makes no sense.
  package func validate() throws(SettingsError) {
    for setting in Self.settings { try setting.validate(self) }
  }

  package func encodeSettings(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SettingKey.self)
    for setting in Self.settings { try setting.encode(self, into: &container) }
  }

  package mutating func decodeSettings(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SettingKey.self)
    for setting in Self.settings { try setting.decode(into: &self, from: container) }
  }

  package func hasSameSettings(as other: Self) -> Bool {
    Self.settings.allSatisfy { $0.text(self) == $0.text(other) }
  }
}
