/// A value that settings, files and command lines name by a text: `huber:0.5`, `sgd:0.9:nesterov`.
///
/// A new value is one file that conforms, and one line in the catalogue of its kind.
public protocol Specified: Sendable {
  /// The first word: `sgd`.
  static var keyword: String { get }
  /// What may follow the keyword, as a usage line shows it, such as `:momentum`; empty for nothing.
  static var usage: String { get }
  /// - Parameter arguments: what stands between the colons after the keyword.
  /// - Throws: `SettingsError.badSpecification` for arguments that make no sense.
  init(arguments: [String]) throws(SettingsError)
  /// What `init(arguments:)` makes this value from, keyword included.
  var specification: String { get }
}

extension Specified {
  /// The error that says how this kind is written.
  ///
  /// - Parameter arguments: what was given between the colons.
  public static func refuse(_ arguments: [String]) -> SettingsError {
    .badSpecification(
      text: ([keyword] + arguments).joined(separator: ":"), usage: [keyword + usage])
  }

  /// The arguments as numbers; those that are left out have their defaults.
  ///
  /// - Parameters:
  ///   - arguments: what was given between the colons.
  ///   - defaults: one for each number that may be given.
  ///   - isAllowed: whether the number at a place makes sense.
  /// - Throws: `SettingsError.badSpecification` for too many, for words and for what is not allowed.
  public static func numbers(
    _ arguments: [String], defaults: [Double], isAllowed: (Int, Double) -> Bool
  ) throws(SettingsError) -> [Double] {
    guard arguments.count <= defaults.count else { throw refuse(arguments) }
    var numbers = defaults
    for (index, text) in arguments.enumerated() {
      guard let number = Double(text), number.isFinite, isAllowed(index, number) else {
        throw refuse(arguments)
      }
      numbers[index] = number
    }
    return numbers
  }
}

/// Reading of specifications by a list of kinds.
enum Specification {
  /// - Throws: `SettingsError.badSpecification` naming every kind for an unknown keyword.
  static func value(
    of text: String, among kinds: [any Specified.Type]
  ) throws(SettingsError) -> any Specified {
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let kind = kinds.first(where: { $0.keyword == words.first?.lowercased() }) else {
      throw .badSpecification(text: text, usage: kinds.map { $0.keyword + $0.usage })
    }
    return try kind.init(arguments: Array(words.dropFirst()))
  }
}
