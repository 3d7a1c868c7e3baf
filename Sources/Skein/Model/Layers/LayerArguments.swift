/// What stands between the colons behind a layer's keyword: the number of units, then words, which a
/// layer takes in their order.
public struct LayerArguments {
  /// The number of units, from 1 to `largestUnits`.
  public let units: Int
  private var words: [String]
  private let layer: String
  private let usage: String

  /// More units than this in one layer is a slip of the pen.
  public static let largestUnits = 65_536

  /// - Parameters:
  ///   - arguments: what `Layer.init(arguments:sequenceWanted:)` is given.
  ///   - kind: the layer, whose usage an error shows.
  /// - Throws: `ModelError` where the units are missing or make no sense.
  public init<Kind: Layer>(_ arguments: [String], of kind: Kind.Type) throws {
    layer = kind.keyword
    usage = kind.usage
    guard let first = arguments.first, !first.isEmpty else {
      throw ModelError.missingUnits(layer: layer, usage: usage)
    }
    guard let units = Int(first), units >= 1, units <= Self.largestUnits else {
      throw ModelError.badArgument(layer: layer, argument: first, usage: usage)
    }
    self.units = units
    words = Array(arguments.dropFirst())
  }

  /// Whether the next word is this one, which then is done with.
  public mutating func takes(_ word: String) -> Bool {
    guard words.first == word else { return false }
    words.removeFirst()
    return true
  }

  /// The next word, as the value that it names, if there is one.
  public mutating func take<Value: RawRepresentable<String>>(
    _ type: Value.Type
  ) -> Value? {
    guard let value = words.first.flatMap(Value.init(rawValue:)) else { return nil }
    words.removeFirst()
    return value
  }

  /// A part of something: a number from 0 to below 1.
  static func rate(_ text: String) -> Double? {
    guard let rate = Double(text), rate >= 0, rate < 1 else { return nil }
    return rate
  }

  /// The rate that the next word gives, as in `dropout=0.2`; nil where it gives another thing or none.
  ///
  /// - Throws: `ModelError` where it is no number from 0 to below 1.
  public mutating func takeRate(_ name: String) throws -> Double? {
    try take(name, Self.rate)
  }

  /// The whole number that the next word gives, as in `projection=64`; nil where it gives another thing or
  /// none.
  ///
  /// - Throws: `ModelError` where it is none within the range.
  public mutating func takeNumber(_ name: String, in range: Range<Int>) throws -> Int? {
    try take(name) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
  }

  private mutating func take<Value>(
    _ name: String, _ read: (String) -> Value?
  ) throws -> Value? {
    guard let word = words.first, word.hasPrefix(name + "=") else { return nil }
    guard let value = read(String(word.dropFirst(name.count + 1))) else {
      throw ModelError.badArgument(layer: layer, argument: word, usage: usage)
    }
    words.removeFirst()
    return value
  }

  /// Ends the arguments of a recurrent layer: whether it returns its sequence, by the word `sequence`
  /// or because the next layer wants one.
  ///
  /// - Throws: `ModelError` for a word that nobody took.
  public mutating func finish(sequenceWanted: Bool) throws -> Bool {
    let isGiven = takes("sequence")
    try finish()
    return isGiven || sequenceWanted
  }

  /// - Throws: `ModelError` for a word that nobody took.
  public func finish() throws {
    guard let word = words.first else { return }
    throw ModelError.badArgument(layer: layer, argument: word, usage: usage)
  }
}
