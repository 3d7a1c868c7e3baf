/// How well the tokens of a text were foreseen.
package struct LanguageResults: Codable, Sendable, Equatable {
  /// Tokens that were foreseen, each from those before it in its window.
  package var tokens: Int
  /// The mean cross-entropy of a token, in nats.
  package var loss: Double
  /// e to the loss: how many equally likely tokens the model hesitates between.
  package var perplexity: Double
  /// The loss for each character of the text, in bits.
  package var bitsPerCharacter: Double

  package init(tokens: Int, loss: Double, charactersPerToken: Double) {
    self.tokens = tokens
    self.loss = loss
    perplexity = ClassScores.perplexity(crossEntropy: loss)
    bitsPerCharacter = loss / Numerics.log(2) / charactersPerToken
  }
}
