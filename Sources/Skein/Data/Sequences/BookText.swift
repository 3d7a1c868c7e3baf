/// A long text in order, ready for a training: its beginning trains, then comes the validation, and its
/// end is the test.
package struct BookText: Sendable {
  package let vocabulary: Vocabulary
  package let training: TokenWindows
  package let validation: TokenWindows
  package let test: TokenWindows
  package let tokens: Int
  /// Characters of the text for each token, on average: 1 of characters.
  package let charactersPerToken: Double
  package let fingerprint: UInt64
  package let notes: [String]

  /// Reads files of text, one after the other.
  ///
  /// - Throws: `DataError`, `SequenceError`.
  package static func read(_ names: [String], options: DataOptions) throws -> String {
    try TableNames.parts(of: names).map { try TextFile.text($0, options: options) }.joined()
  }

  /// - Parameters:
  ///   - name: what errors call the text.
  ///   - steps: T.
  package init(
    _ text: String, name: String, _ settings: TaskSettings, steps: Int, testSplit: Double,
    validationSplit: Double
  ) throws(SequenceError) {
    // Cut by scalars, so that the vocabulary knows the training part alone.
    let scalars = text.unicodeScalars
    let fitted = Int(Double(scalars.count) * (1 - testSplit))
    let trained = Int(Double(fitted) * (1 - validationSplit))
    let first = scalars.index(scalars.startIndex, offsetBy: trained)
    let second = scalars.index(scalars.startIndex, offsetBy: fitted)
    let parts = [
      String(scalars[..<first]), String(scalars[first..<second]), String(scalars[second...]),
    ]
    let vocabulary = Vocabulary(
      [parts[0]], tokenizer: settings.tokens, hasSigns: settings.hasSigns,
      size: settings.vocabularySize)
    if vocabulary.count <= 2 { throw .noTokens(file: name) }
    let ids = parts.map { vocabulary.ids(of: $0) }
    tokens = ids.reduce(0) { $0 + $1.count }
    var hash = XXHash64()
    hash.update(text)
    fingerprint = hash.digest
    let digest = String(fingerprint, radix: 16)
    let sources = ids.map { TokenWindows($0, steps: steps, digest: digest) }
    let isWanted = [true, fitted > trained, scalars.count > fitted]
    for (source, isWanted) in zip(sources, isWanted) where isWanted && source.count == 0 {
      throw .tooShort(file: name, tokens: tokens, window: steps)
    }
    self.vocabulary = vocabulary
    (training, validation, test) = (sources[0], sources[1], sources[2])
    charactersPerToken = Double(scalars.count) / Double(tokens)
    let unknown = (ids[1] + ids[2]).count { $0 == Vocabulary.unknown }
    notes =
      unknown == 0
      ? []
      : [
        "\(NumberText.count(unknown, settings.tokens.noun)) of validation and test \(unknown == 1 ? "is" : "are")"
          + " not in the vocabulary of the training part"
      ]
  }
}
