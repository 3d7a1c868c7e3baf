import Foundation

/// A number that should be that of a token.
public struct TokenError: Error, Sendable, Equatable {
  public var number: Float
  /// Counted from 1; nil where there is only one.
  public var sample: Int?
  /// The layer that reads it, and how many tokens it knows.
  public var layer: String
  public var vocabulary: Int

  /// The first of some numbers that is no token, if there is one.
  init?(
    _ numbers: some Collection<Float>, sample: Int? = nil, for architecture: Sequential
  ) {
    guard let layer = architecture.layers.first, let vocabulary = layer.vocabulary,
      let number = numbers.first(where: {
        !($0 >= 0 && $0 < Float(vocabulary) && $0 == $0.rounded())
      })
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
