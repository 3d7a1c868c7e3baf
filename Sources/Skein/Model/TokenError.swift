import Foundation

/// A number that should be that of a token.
public struct TokenError: Error, Sendable, Equatable {
  public var number: Float
  /// Counted from 1; nil where there is only one.
  public var sample: Int?
  /// The layer that reads it, and how many tokens it knows.
  public var layer: String
  public var vocabulary: Int

  /// The first token of some vectors that is none, if there is one.
  ///
  /// - Parameter numbers: [vectors, `features`], of which the last of each vector is its token.
  init?(
    _ numbers: some Collection<Float>, features: Int, sample: Int? = nil,
    for architecture: Sequential
  ) {
    guard let layer = architecture.layers.first, let vocabulary = layer.vocabulary,
      let number = numbers.enumerated().first(where: { place, number in
        (place + 1) % features == 0
          && !(number >= 0 && number < Float(vocabulary) && number == number.rounded())
      })?.element
    else { return nil }
    self.number = number
    self.sample = sample
    self.layer = layer.specification
    self.vocabulary = vocabulary
  }
}

extension TokenError: CustomStringConvertible, LocalizedError {
  public var description: String {
    let place = sample.map { " of sample \($0)" } ?? ""
    return "the input \(NumberText.significant(Double(number)))\(place) is no token of"
      + " \(layer), which reads the whole numbers from 0 to \(vocabulary - 1); leave tokens as they"
      + " are, unscaled, and let the layer know them all."
  }

  public var errorDescription: String? { description }
}
