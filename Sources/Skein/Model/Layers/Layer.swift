/// One layer of a model: a value that says what it is and what it needs.
///
/// A layer never sees a thread: `makeExecution` gives each worker its own passes over its rows. A new kind of layer is one file that conforms, and one line in `LayerCatalog`.
public protocol Layer: Sendable {
  /// What the layer is called in a model specification: `lstm` in `lstm:60,dense:1`.
  static var keyword: String { get }

  /// What follows the colon in a specification, as a usage line shows it.
  static var usage: String { get }

  /// Whether the layer needs a sequence as its input, so that one before it must return one.
  static var wantsSequence: Bool { get }

  /// The layer that a specification describes.
  ///
  /// - Parameters:
  ///   - arguments: what stands between the colons after the keyword.
  ///   - sequenceWanted: whether the layer that comes next wants a sequence.
  /// - Throws: `ModelError` for arguments that make no sense.
  init(arguments: [String], sequenceWanted: Bool) throws

  /// The same layer where the next one wants a sequence; itself where it has no choice.
  func returningSequence() -> Self

  /// Whether the layer before this one has to return its sequence, where the layer after this one
  /// needs a sequence or not. `wantsSequence` unless a layer says otherwise, such as one that works at
  /// each step alone.
  func needsSequence(whereNextDoes next: Bool) -> Bool

  /// Whether what the layer gives at a step depends on the steps so far alone, so that a series can be
  /// taken step by step. True unless a layer says otherwise.
  var goesByStep: Bool { get }

  /// How many numbers there are in each state that a row takes from one pass to the next, in the order of
  /// `LayerExecution.rowStates`; none unless a layer says otherwise.
  var stateSizes: [Int] { get }

  /// How many tokens there are, where the last number of each vector that the layer takes is that of a
  /// token, from 0; only a model's first layer can. Nil unless a layer says otherwise.
  var vocabulary: Int? { get }

  /// How many layers this one is, those inside it included: 1 unless it holds others.
  var layerCount: Int { get }

  /// What `init(arguments:sequenceWanted:)` makes this layer from.
  var specification: String { get }

  /// The name in a summary: `LSTM`.
  var title: String { get }

  /// - Throws: `ModelError` when the layer cannot take such an input.
  func outputShape(for input: LayerShape) throws -> LayerShape

  /// The trained tensors, in the order in which they stand in files.
  func parameters(for input: LayerShape) -> [Parameter]

  /// Floats of packed weights that the kernels of this layer read.
  func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int

  /// Copies rows of one parameter into the packed weights.
  func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite)

  /// The memory that one worker's passes take.
  func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed

  /// One worker's passes through this layer, in a workspace of the size asked for.
  func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution

  /// Floating-point operations of the forward pass for one row, matrix products alone.
  func forwardFlops(for input: LayerShape) -> Int
}

extension Layer {
  public func returningSequence() -> Self { self }

  public func needsSequence(whereNextDoes next: Bool) -> Bool { Self.wantsSequence }

  public var goesByStep: Bool { true }

  public var stateSizes: [Int] { [] }

  public var vocabulary: Int? { nil }

  public var layerCount: Int { 1 }
}
