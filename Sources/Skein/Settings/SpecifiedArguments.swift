/// What stands between the colons behind a keyword: numbers in their places, numbers by name and words,
/// as in `rmsprop:0.9:momentum=0.9:centered`.
///
/// Whoever reads them asks for each number in the order of the places, then for the words, and finishes.
public struct SpecifiedArguments {
  private var parts: [String]
  private let refusal: SettingsError

  /// - Parameters:
  ///   - arguments: what `Specified.init(arguments:)` is given.
  ///   - kind: what is read, whose usage an error shows.
  public init<Kind: Specified>(_ arguments: [String], of kind: Kind.Type) {
    parts = arguments
    refusal = kind.refuse(arguments)
  }

  /// A number: `name=number` wherever it stands, else the next one without a name, else the default.
  ///
  /// - Throws: `SettingsError.badSpecification` for a number that is not finite or not allowed.
  public mutating func number(
    _ name: String, default standard: Double, where isAllowed: (Double) -> Bool
  ) throws(SettingsError) -> Double {
    let text: String
    if let place = parts.firstIndex(where: { $0.hasPrefix(name + "=") }) {
      text = String(parts.remove(at: place).dropFirst(name.count + 1))
    } else if let place = parts.firstIndex(where: { Double($0) != nil }) {
      text = parts.remove(at: place)
    } else {
      return standard
    }
    guard let number = Double(text), number.isFinite, isAllowed(number) else { throw refusal }
    return number
  }

  /// Whether a word is there, which then is done with.
  public mutating func takes(_ word: String) -> Bool {
    guard let place = parts.firstIndex(of: word) else { return false }
    parts.remove(at: place)
    return true
  }

  /// - Throws: `SettingsError.badSpecification` for anything that nobody took.
  public func finish() throws(SettingsError) {
    if !parts.isEmpty { throw refusal }
  }
}

extension Specified {
  /// The keyword, the numbers that differ from their defaults, by name, and the words.
  public static func text(
    _ numbers: [(name: String, value: Double, standard: Double)], words: [String] = []
  ) -> String {
    let given = numbers.filter { $0.value != $0.standard }.map { "\($0.name)=\($0.value)" }
    return ([keyword] + given + words).joined(separator: ":")
  }
}
