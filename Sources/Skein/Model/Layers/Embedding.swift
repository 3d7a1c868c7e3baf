/// A vector for each token of a vocabulary, looked up by the token's number and trained.
///
/// Input [B, T, 1] or [B, 1], whole numbers from 0 to below V; output [B, T, E] or [B, E]. Only a model's
/// first layer can be one. Initial values are uniform from −0.05 to 0.05, as in Keras.
///
/// A step of a training costs what the tokens of its batch cost, not what the vocabulary would: vectors
/// that no row of the batch read stay as they are, and so do an optimizer's numbers for them, as with
/// PyTorch's `Embedding(sparse=True)` and its `SparseAdam`.
public struct Embedding: Layer {
  public static let keyword = "embedding"
  public static let usage = "VOCABULARY:SIZE[:padding=TOKEN]"
  public static let wantsSequence = false

  /// From here on a float cannot tell a number from the next.
  public static let largestVocabulary = 1 << 24

  /// V
  public let tokens: Int
  /// E
  public let size: Int
  /// The token whose vector is zero and stays so, for the places of rows that have ended.
  public let padding: Int?

  /// - Parameters:
  ///   - tokens: V, from 1 to `largestVocabulary`.
  ///   - size: E, at least 1.
  ///   - padding: one of the tokens, or nil.
  public init(_ tokens: Int, size: Int, padding: Int? = nil) {
    precondition(tokens >= 1 && tokens <= Self.largestVocabulary, "a vocabulary of \(tokens)")
    precondition(size >= 1, "an embedding of \(size) numbers")
    precondition(padding.map { (0..<tokens).contains($0) } ?? true, "a padding of \(padding ?? 0)")
    self.tokens = tokens
    self.size = size
    self.padding = padding
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    func refuse(_ argument: String) -> ModelError {
      .badArgument(layer: Self.keyword, argument: argument, usage: Self.usage)
    }
    guard arguments.count >= 2 else { throw refuse(arguments.joined(separator: ":")) }
    guard let tokens = Int(arguments[0]), (1...Self.largestVocabulary).contains(tokens) else {
      throw refuse(arguments[0])
    }
    var rest = try LayerArguments(Array(arguments.dropFirst()), of: Self.self)
    let padding = try rest.takeNumber("padding", in: 0..<tokens)
    try rest.finish()
    self.init(tokens, size: rest.units, padding: padding)
  }

  public var specification: String {
    "\(Self.keyword):\(tokens):\(size)" + (padding.map { ":padding=\($0)" } ?? "")
  }

  public var title: String { "Embedding" }

  public var vocabulary: Int? { tokens }

  public func needsSequence(whereNextDoes next: Bool) -> Bool { next }

  public func outputShape(for input: LayerShape) throws -> LayerShape {
    guard input.features == 1 else {
      throw ModelError.needsTokens(layer: specification, features: input.features)
    }
    return LayerShape(steps: input.steps, features: size)
  }

  private var table: TokenTable {
    TokenTable(tokens: tokens, size: size, padding: padding, layer: specification)
  }

  public func parameters(for input: LayerShape) -> [Parameter] { [table.parameter] }

  public func forwardFlops(for input: LayerShape) -> Int { 0 }

  /// The vectors are read where they stand.
  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int { 0 }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {}

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    table.workspace(for: input, size: size)
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    EmbeddingExecution(table, at: site, workspace: workspace)
  }
}
