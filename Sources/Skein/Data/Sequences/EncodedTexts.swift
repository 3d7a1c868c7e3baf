/// Texts as sequences of ids.
package struct EncodedTexts: Sendable {
  package let store: SequenceStore
  /// Texts of which only the first tokens count.
  package let cut: Int
  /// Texts without a token, which count as one unknown token.
  package let empty: Int
  package let tokens: Int
  /// Tokens that the vocabulary has not.
  package let unknown: Int
  /// Steps of the longest.
  package let longest: Int

  /// - Parameter steps: the most tokens of a text, the first ones.
  package init(_ texts: [String], _ vocabulary: Vocabulary, steps: Int) {
    var sequences: [[Int32]] = []
    var (cut, empty, tokens, unknown, longest) = (0, 0, 0, 0, 0)
    for text in texts {
      var ids = vocabulary.ids(of: text)
      if ids.count > steps {
        cut += 1
        ids.removeLast(ids.count - steps)
      }
      if ids.isEmpty {
        empty += 1
        ids = [Vocabulary.unknown]
      } else {
        tokens += ids.count
        unknown += ids.count { $0 == Vocabulary.unknown }
      }
      longest = max(longest, ids.count)
      sequences.append(ids)
    }
    store = SequenceStore(sequences)
    self.cut = cut
    self.empty = empty
    self.tokens = tokens
    self.unknown = unknown
    self.longest = longest
  }

  /// What is to be said about them, one clause each.
  ///
  /// - Parameter name: what the tokens are called: `word`.
  package func notes(steps: Int, name: String) -> [String] {
    var notes: [String] = []
    if cut > 0 {
      notes.append(
        "\(NumberText.count(cut, "text")) of \(NumberText.grouped(store.count))"
          + " \(cut == 1 ? "has" : "have") more than \(NumberText.count(steps, name)); the first"
          + " \(NumberText.grouped(steps)) count")
    }
    if empty > 0 {
      notes.append(
        "\(NumberText.count(empty, "text")) \(empty == 1 ? "has" : "have") no \(name); each counts as"
          + " one unknown \(name)")
    }
    if unknown > 0 {
      notes.append(
        "\(NumberText.share(Double(unknown) / Double(tokens))) of the \(name)s are not in the"
          + " vocabulary")
    }
    return notes
  }
}
