/// The tokens that a model knows, each by its id.
///
/// Id 0 is padding, which no text has; 1 stands for every token that is not known. The others come by how
/// often they occur in the texts that the vocabulary was made of, equally frequent ones by their first
/// occurrence, so that the same texts give the same ids.
public struct Vocabulary: Sendable, Equatable {
  public let tokenizer: Tokenizer
  /// Whether punctuation marks and line ends are tokens beside words.
  public let hasSigns: Bool
  /// By id.
  public let tokens: [String]
  private let ids: [String: Int32]

  public static let padding: Int32 = 0
  public static let unknown: Int32 = 1
  /// The names of the first two ids in files; no tokenizer gives such tokens.
  static let special = ["<padding>", "<unknown>"]
  /// Ids are floats in a model's input, which hold whole numbers up to here.
  public static let largest = 1 << 24

  /// - Parameters:
  ///   - texts: those of the training part.
  ///   - tokenizer: what makes tokens of them.
  ///   - hasSigns: whether signs are tokens, too.
  ///   - size: the most ids, padding and unknown among them; nil for as many as there are.
  public init(
    _ texts: some Sequence<String>, tokenizer: Tokenizer, hasSigns: Bool = false, size: Int? = nil
  ) {
    var counts = TokenCounts()
    for text in texts {
      tokenizer.tokens(of: text, signs: hasSigns) { counts.add($0) }
    }
    self.init(counts, tokenizer: tokenizer, hasSigns: hasSigns, size: size)
  }

  /// A vocabulary of tokens that were given one by one, as they stand; an empty one is none, nor is one
  /// that is called as the first two ids are.
  package init(ofTokens tokens: some Sequence<String>, size: Int? = nil) {
    var counts = TokenCounts()
    for token in tokens where !token.isEmpty && !Self.special.contains(token) { counts.add(token) }
    self.init(counts, tokenizer: .words, hasSigns: false, size: size)
  }

  private init(_ counts: TokenCounts, tokenizer: Tokenizer, hasSigns: Bool, size: Int?) {
    let room = max(min(size ?? Self.largest, Self.largest) - Self.special.count, 0)
    self.init(
      tokenizer: tokenizer, hasSigns: hasSigns,
      tokens: Self.special + counts.mostFrequent(room))
  }

  /// - Parameter tokens: by id, the special ones first; each is there once.
  init(tokenizer: Tokenizer, hasSigns: Bool, tokens: [String]) {
    self.tokenizer = tokenizer
    self.hasSigns = hasSigns
    self.tokens = tokens
    ids = Dictionary(
      tokens.enumerated().dropFirst(Self.special.count).map { ($1, Int32($0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Ids, padding and unknown among them.
  public var count: Int { tokens.count }

  /// The id of a token as it stands in the vocabulary.
  package func id(of token: String) -> Int32 { ids[token] ?? Self.unknown }

  /// Calls `body` with the id of each token of a text.
  public func ids(of text: String, _ body: (Int32) -> Void) {
    tokenizer.tokens(of: text, signs: hasSigns) { body(ids[$0] ?? Self.unknown) }
  }

  /// The ids of a text's tokens.
  public func ids(of text: String) -> [Int32] {
    var found: [Int32] = []
    ids(of: text) { found.append($0) }
    return found
  }
}

/// How often tokens were met.
private struct TokenCounts {
  private var places: [String: Int] = [:]
  private var counts: [Int] = []
  private var met: [String] = []

  mutating func add(_ token: String) {
    if let place = places[token] {
      counts[place] += 1
    } else {
      places[token] = met.count
      met.append(token)
      counts.append(1)
    }
  }

  /// The most frequent ones first, equally frequent ones as they were met.
  func mostFrequent(_ count: Int) -> [String] {
    met.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(count).map { met[$0] }
  }
}
