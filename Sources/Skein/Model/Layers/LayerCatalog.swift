/// The kinds of layers that a model specification can name.
public enum LayerCatalog {
  /// A new kind of layer is added here.
  public static let kinds: [any Layer.Type] = [LSTM.self, GRU.self, RNN.self, Dense.self]

  /// A specification of more layers is no model but a damaged file.
  public static let mostLayers = 1000

  /// The layers of a specification such as `lstm:60,lstm:50,dense:1`.
  ///
  /// A recurrent layer returns its sequence when the next layer wants one.
  /// - Throws: `ModelError` that names what is wrong and what is known.
  public static func layers(
    of specification: String, among kinds: [any Layer.Type] = kinds
  ) throws -> [any Layer] {
    let commas = specification.utf8.count { $0 == UInt8(ascii: ",") }
    if commas >= mostLayers { throw ModelError.tooManyLayers(commas + 1, most: mostLayers) }
    let parts = specification.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map { trimmed($0) }
    }
    if parts == [[""]] || parts.isEmpty { throw ModelError.emptySpecification }
    let found: [any Layer.Type] = try parts.map { words in
      let name = (words.first ?? "").lowercased()
      guard let kind = kinds.first(where: { $0.keyword == name }) else {
        throw ModelError.unknownLayer(words.first ?? "", known: kinds.map { $0.keyword })
      }
      return kind
    }
    return try parts.indices.map { index in
      let next = index + 1
      return try found[index].init(
        arguments: Array(parts[index].dropFirst()),
        sequenceWanted: next < found.count && found[next].wantsSequence)
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
