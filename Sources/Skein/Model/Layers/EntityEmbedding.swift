/// A learned vector for each of some entities, such as the series of a panel, beside what was measured.
///
/// Input [B, T, C] or [B, C], whose last feature is the number of an entity, from 0 to below V; output
/// [B, T, C − 1 + E]: the other features as they are, then the entity's vector. Only a model's first layer can
/// be one. Entity 0 is one that is not known: its vector is zero and stays so. Initial values of the others are
/// uniform from −0.05 to 0.05.
///
/// Source: Guo and Berkhahn, Entity Embeddings of Categorical Variables, 2016. As with `Embedding`, a step of
/// a training costs what the entities of its batch cost, and the vectors of others stay as they are.
public struct EntityEmbedding: Layer {
  public static let keyword = "entity"
  public static let usage = "ENTITIES:SIZE"
  public static let wantsSequence = false

  /// V, the unknown one included.
  public let entities: Int
  /// E
  public let size: Int

  /// - Parameters:
  ///   - entities: V, from 2 to `Embedding.largestVocabulary`.
  ///   - size: E, at least 1.
  public init(_ entities: Int, size: Int) {
    precondition(
      entities >= 2 && entities <= Embedding.largestVocabulary, "\(entities) entities")
    precondition(size >= 1, "an embedding of \(size) numbers")
    self.entities = entities
    self.size = size
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    func refuse(_ argument: String) -> ModelError {
      .badArgument(layer: Self.keyword, argument: argument, usage: Self.usage)
    }
    guard arguments.count >= 2 else { throw refuse(arguments.joined(separator: ":")) }
    guard let entities = Int(arguments[0]), (2...Embedding.largestVocabulary).contains(entities)
    else { throw refuse(arguments[0]) }
    let rest = try LayerArguments(Array(arguments.dropFirst()), of: Self.self)
    try rest.finish()
    self.init(entities, size: rest.units)
  }

  public var specification: String { "\(Self.keyword):\(entities):\(size)" }

  public var title: String { "EntityEmbedding" }

  public var vocabulary: Int? { entities }

  public func needsSequence(whereNextDoes next: Bool) -> Bool { next }

  public func outputShape(for input: LayerShape) -> LayerShape {
    LayerShape(steps: input.steps, features: input.features - 1 + size)
  }

  private var table: TokenTable {
    TokenTable(tokens: entities, size: size, padding: 0, layer: specification)
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
