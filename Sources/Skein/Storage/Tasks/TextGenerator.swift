/// Continues a text by a model that foresees its next token, one token at a time: the model's states go on
/// from step to step, so that a token costs the same however long the text is.
package struct TextGenerator {
  private let predictor: Predictor
  private let vocabulary: Vocabulary
  private var sampler: TokenSampler
  private var text: TokenText
  private var scores: [Float] = []
  /// Tokens of the prompt that the vocabulary has not.
  package private(set) var unknown = 0

  /// - Parameter prompt: what stands before the text; empty begins as after a line's end.
  /// - Throws: `ModelError` for a model that cannot go on step by step, `KernelError`.
  package init(
    _ model: Model, _ vocabulary: Vocabulary, prompt: String, sampler: TokenSampler
  ) throws {
    predictor = try Predictor(model.unread)
    self.vocabulary = vocabulary
    self.sampler = sampler
    text = TokenText(vocabulary)
    var ids = vocabulary.ids(of: prompt)
    unknown = ids.count { $0 == Vocabulary.unknown }
    if ids.isEmpty { ids = vocabulary.ids(of: "\n") }
    // A vocabulary of words in lines has no line end, perhaps.
    if ids.isEmpty { ids = [Vocabulary.unknown] }
    for id in ids {
      scores = try predictor.step([Float(id)])
      _ = text.append(id)
    }
  }

  /// The text of one more token.
  package mutating func next() throws -> String {
    let id = sampler.next(scores)
    scores = try predictor.step([Float(id)])
    return text.append(id)
  }

  /// What is left of bytes that make no character.
  package mutating func end() -> String { text.end() }
}
