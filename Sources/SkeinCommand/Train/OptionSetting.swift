import ArgumentParser
import Skein

/// An option of the command and the setting of a run that it is about.
///
/// What is done with every option follows from lists of these: the settings of a new run, what a
/// resumed one takes over, and what it refuses.
struct OptionSetting<Options: ParsableArguments>: Sendable {
  typealias Option<Value> = KeyPath<Options, Value> & Sendable
  typealias Setting<Value> = WritableKeyPath<RunSettings, Value> & Sendable

  /// The option's name without its hyphens.
  let name: String
  let role: OptionRole
  /// Takes the option over where it was given, and says whether it was.
  let take: @Sendable (Options, inout RunSettings) throws -> Bool
  /// The setting as people write it.
  let text: @Sendable (RunSettings) -> String

  init(
    name: String, role: OptionRole,
    take: @escaping @Sendable (Options, inout RunSettings) throws -> Bool,
    text: @escaping @Sendable (RunSettings) -> String
  ) {
    self.name = name
    self.role = role
    self.take = take
    self.text = text
  }

  /// The same option, within a group of options of another command.
  func within<Outer: ParsableArguments>(
    _ group: KeyPath<Outer, Options> & Sendable
  ) -> OptionSetting<Outer> {
    let take = take
    return OptionSetting<Outer>(
      name: name, role: role, take: { try take($0[keyPath: group], &$1) }, text: text)
  }
}

enum OptionRole {
  /// Another value would make it another run.
  case identity
  /// A run may go on with another value.
  case course
}

extension OptionSetting {
  /// - Parameter value: what the option says; nil where it was not given.
  init<Value>(
    _ name: String, _ role: OptionRole, _ setting: Setting<Value>,
    text: @escaping @Sendable (Value) -> String = { "\($0)" },
    value: @escaping @Sendable (Options) throws -> Value?
  ) {
    self.init(
      name: name, role: role,
      take: { options, run in
        guard let value = try value(options) else { return false }
        run[keyPath: setting] = value
        return true
      }, text: { text($0[keyPath: setting]) })
  }

  /// An option whose value is the setting.
  init<Value>(
    _ name: String, _ role: OptionRole, _ option: Option<Value?>, _ setting: Setting<Value>
  ) {
    self.init(name, role, setting) { $0[keyPath: option] }
  }

  /// An option whose value is the setting, which may be none.
  init<Value>(
    _ name: String, _ role: OptionRole, _ option: Option<Value?>, _ setting: Setting<Value?>
  ) {
    self.init(name, role, setting, text: { $0.map { "\($0)" } ?? "none" }) { options in
      options[keyPath: option].map { .some($0) }
    }
  }

  /// A flag, which gives the setting one value; the text says whether the run has it.
  init(flag: String, _ option: Option<Bool>, _ setting: Setting<Bool>, gives value: Bool) {
    self.init(flag, .identity, setting, text: { "\($0 == value)" }) {
      $0[keyPath: option] ? value : nil
    }
  }

  /// A flag that is false where it was not given.
  init(flag: String, _ option: Option<Bool>, _ setting: Setting<Bool>) {
    self.init(flag: flag, option, setting, gives: true)
  }

  /// An option that lists words, separated by commas; several of them add up.
  init(words: String, _ option: Option<[String]>, _ setting: Setting<[String]>) {
    self.init(words, .identity, setting, text: { $0.joined(separator: ",") }) { options in
      let lists = options[keyPath: option]
      if lists.isEmpty { return nil }
      return lists.flatMap { $0.split(separator: ",").map(String.init) }
    }
  }

  /// An option that lists columns, separated by commas; several of them add up.
  init(columns: String, _ option: Option<[String]>, _ setting: Setting<[String]>) {
    self.init(columns, .identity, setting, text: { $0.joined(separator: ",") }) { options in
      let lists = options[keyPath: option]
      guard !lists.isEmpty else { return nil }
      let names = lists.flatMap {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      guard names.allSatisfy({ !$0.isEmpty }) else {
        throw UsageError(
          "--\(columns) has an empty name; separate columns by single commas, and choose a column"
            + " whose name holds a comma by its number")
      }
      return names
    }
  }
}
