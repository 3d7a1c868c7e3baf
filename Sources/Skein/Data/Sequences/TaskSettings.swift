/// What a run learns from texts, and how they become tokens.
package struct TaskSettings: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The class of a text.
    case classify
    /// The next token at every step.
    case generate
  }

  package var kind: Kind
  package var tokens: Tokenizer
  /// The column of the texts, by name or number; nil for `text`.
  @NullIfMissing package var text: String?
  /// That of the labels; nil for `label`.
  @NullIfMissing package var label: String?
  /// The most ids, padding and unknown among them; nil for `usualVocabulary` of words, and all others.
  @NullIfMissing package var vocabulary: Int?
  /// The most tokens of a text that count, the first ones; nil for as many as the longest for training has,
  /// but `usualLength` at most.
  @NullIfMissing package var maxLength: Int?

  package static let usualVocabulary = 20_000
  package static let usualLength = 500
  static let mostSteps = 1_000_000

  package init(_ kind: Kind, tokens: Tokenizer? = nil) {
    self.kind = kind
    self.tokens = tokens ?? (kind == .classify ? .words : .characters)
    text = nil
    label = nil
    vocabulary = nil
    maxLength = nil
  }

  /// Whether punctuation marks are tokens beside words.
  package var hasSigns: Bool { kind == .generate && tokens == .words }

  package var vocabularySize: Int? {
    vocabulary ?? (tokens == .words ? Self.usualVocabulary : nil)
  }

  /// - Throws: `SettingsError` for the first setting that makes no sense.
  package func validate() throws(SettingsError) {
    if let vocabulary, !(3...Vocabulary.largest).contains(vocabulary) {
      throw .outOfRange(
        name: "vocabulary", value: "\(vocabulary)",
        allowed: "a number of tokens from 3 to \(Vocabulary.largest)")
    }
    if let maxLength, !(1...Self.mostSteps).contains(maxLength) {
      throw .outOfRange(
        name: "max length", value: "\(maxLength)",
        allowed: "a number of tokens from 1 to \(Self.mostSteps)")
    }
  }
}
