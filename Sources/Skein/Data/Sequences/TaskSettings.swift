/// What a run learns from texts and sequences, and how they become tokens.
package struct TaskSettings: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The class of a text.
    case classify
    /// The next token at every step.
    case generate
    /// The class of each step of a sequence.
    case label
  }

  /// What the steps of a sequence are, where rows of tables are steps.
  package enum Input: String, Codable, Sendable {
    case numbers
    /// A token in each row.
    case tokens
  }

  package var kind: Kind
  /// Nil where a sample is a text.
  @NullIfMissing package var input: Input?
  /// The column that tells the sequences of a table apart, by name or number; nil where each file is one,
  /// and for texts.
  @NullIfMissing package var sequence: String?
  package var tokens: Tokenizer
  /// The column of the texts, by name or number; nil for `text`.
  @NullIfMissing package var text: String?
  /// That of the labels; nil for `label`.
  @NullIfMissing package var label: String?
  /// The most ids, padding and unknown among them; nil for `usualVocabulary` of words, and all others.
  @NullIfMissing package var vocabulary: Int?
  /// The most tokens of a text that count, the first ones; nil for as many as the longest for training has,
  /// but `usualLength` at most. Of a sequence of rows the most steps; nil for all.
  @NullIfMissing package var maxLength: Int?

  package static let usualVocabulary = 20_000
  package static let usualLength = 500
  package static let mostSteps = 1_000_000

  package init(_ kind: Kind, tokens: Tokenizer? = nil, input: Input? = nil) {
    self.kind = kind
    self.tokens = tokens ?? (kind == .generate ? .characters : .words)
    self.input = input
    sequence = nil
    text = nil
    label = nil
    vocabulary = nil
    maxLength = nil
  }

  /// Whether a sample has a class at each of its steps.
  package var isAtEachStep: Bool { kind != .classify }

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
