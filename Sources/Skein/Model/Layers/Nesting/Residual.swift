/// Layers whose output is added to what they took: x + f(x) (He et al. 2016).
///
/// Input and output [B, F] or [B, T, F]; the layers inside must give as much as they take, so recurrent
/// ones always return their sequence. Their parameters have their place among them before their names: `0.weight_ih`.
public struct Residual: NestingLayer {
  public static let keyword = "residual"
  public static let usage = "(LAYER,…)"
  public static let wantsSequence = false

  public let inner: [any Layer]

  /// ```swift
  /// Residual {
  ///   LSTM(64)
  ///   Dense(64)
  /// }
  /// ```
  ///
  /// - Parameter layers: at least one.
  public init(@LayerBuilder _ layers: () -> [any Layer]) {
    self.init(layers())
  }

  public init(_ layers: [any Layer]) {
    precondition(!layers.isEmpty, "a residual without layers")
    inner = Sequential.chained(layers, sequenceWanted: true)
  }

  public init(inner: [any Layer], arguments: [String], sequenceWanted: Bool) throws {
    if let argument = arguments.first {
      throw ModelError.badArgument(
        layer: Self.keyword, argument: argument, usage: Self.usage)
    }
    self.init(inner)
  }

  public func needsSequence(whereNextDoes next: Bool) -> Bool {
    inner.reversed().reduce(next) { $1.needsSequence(whereNextDoes: $0) }
  }

  public var specification: String { "\(Self.keyword)(\(innerSpecification))" }

  public var title: String { "Residual" }

  public func outputShape(for input: LayerShape) throws -> LayerShape {
    let output = try Sequential.shapes(inner, input: input).last ?? input
    if output != input {
      throw ModelError.changesShape(
        layer: specification, gives: "\(output)", takes: "\(input)")
    }
    return output
  }

  public func runs(for input: LayerShape) throws -> [(layer: any Layer, input: LayerShape)] {
    Array(zip(inner, [input] + (try Sequential.shapes(inner, input: input)))).map {
      (layer: $0.0, input: $0.1)
    }
  }

  public func parameters(for input: LayerShape) -> [Parameter] {
    LayerChain(inner, input: input).parameters
  }

  public func forwardFlops(for input: LayerShape) -> Int {
    let chain = LayerChain(inner, input: input)
    return inner.indices.reduce(0) { $0 + inner[$1].forwardFlops(for: chain.inputs[$1]) }
  }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int {
    LayerChain(inner, input: input).packedOffsets(backward).total
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    LayerChain(inner, input: site.input).pack(rows, of: parameter, at: site)
  }

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    let layout = ResidualWorkspace(LayerChain(inner, input: input), size: size)
    return WorkspaceNeed(kept: layout.floats, scratch: layout.chain.plan.scratch)
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    ResidualExecution(self, at: site, size: size, workspace: workspace)
  }
}
