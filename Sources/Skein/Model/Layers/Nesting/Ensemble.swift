/// The mean of what several copies of some layers give, each with weights of its own (Hansen and Salamon 1990;
/// with networks that were trained apart: Lakshminarayanan, Pritzel and Blundell 2017).
///
/// Input as the first layer inside takes it, output as the last one gives it. Parameters have the member's number and
/// their layer's place before their names: `3.0.weight_ih`. `Model(meanOf:)` makes one of models that were trained
/// by themselves; one that is trained as a whole learns to be right in the mean.
public struct Ensemble: NestingLayer {
  public static let keyword = "ensemble"
  public static let usage = "(LAYER,…):MEMBERS"
  public static let wantsSequence = false

  /// How many members one may have.
  public static let sizes = 2...100

  /// Those of each member.
  public let inner: [any Layer]
  public let members: Int

  /// ```swift
  /// Ensemble(of: 5) {
  ///   LSTM(32)
  ///   Dense(1)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - members: within `sizes`.
  ///   - layers: at least one.
  public init(of members: Int, @LayerBuilder _ layers: () -> [any Layer]) {
    self.init(layers(), members: members)
  }

  public init(_ layers: [any Layer], members: Int) {
    precondition(!layers.isEmpty, "an ensemble without layers")
    precondition(Self.sizes.contains(members), "an ensemble of \(members)")
    inner = Sequential.chained(layers, sequenceWanted: false)
    self.members = members
  }

  public init(inner: [any Layer], arguments: [String], sequenceWanted: Bool) throws {
    guard arguments.count == 1, let members = Int(arguments[0]), Self.sizes.contains(members) else {
      throw ModelError.badArgument(
        layer: Self.keyword, argument: arguments.last ?? "", usage: Self.usage)
    }
    self.inner = inner
    self.members = members
  }

  public func returningSequence() -> Ensemble {
    Ensemble(chained: Sequential.chained(inner, sequenceWanted: true), members: members)
  }

  private init(chained inner: [any Layer], members: Int) {
    self.inner = inner
    self.members = members
  }

  public func needsSequence(whereNextDoes next: Bool) -> Bool {
    inner.reversed().reduce(next) { $1.needsSequence(whereNextDoes: $0) }
  }

  public var specification: String { "\(Self.keyword)(\(innerSpecification)):\(members)" }

  public var title: String { "Ensemble of \(members)" }

  public var stateSizes: [Int] {
    goesByStep ? (0..<members).flatMap { _ in inner.flatMap(\.stateSizes) } : []
  }

  /// Each member draws random numbers of its own.
  public var layerCount: Int { 1 + members * memberLayers }

  /// A member counts as one, too.
  private var memberLayers: Int { inner.reduce(1) { $0 + $1.layerCount } }

  public func outputShape(for input: LayerShape) throws -> LayerShape {
    try Sequential.shapes(inner, input: input).last ?? input
  }

  public func runs(for input: LayerShape) throws -> [(layer: any Layer, input: LayerShape)] {
    let runs = Array(zip(inner, [input] + (try Sequential.shapes(inner, input: input)))).map {
      (layer: $0.0, input: $0.1)
    }
    return (0..<members).flatMap { _ in runs }
  }

  public func parameters(for input: LayerShape) -> [Parameter] {
    let chain = LayerChain(inner, input: input)
    return (0..<members).flatMap { member in
      chain.parameters.map { parameter in
        var named = parameter
        named.name = "\(member).\(parameter.name)"
        return named
      }
    }
  }

  public func forwardFlops(for input: LayerShape) -> Int {
    let chain = LayerChain(inner, input: input)
    return members
      * inner.indices.reduce(0) { $0 + inner[$1].forwardFlops(for: chain.inputs[$1]) }
  }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int {
    members * LayerChain(inner, input: input).packedOffsets(backward).total
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let chain = LayerChain(inner, input: site.input)
    let each = chain.parameters.count
    chain.pack(rows, of: parameter % each, at: self.site(parameter / each, chain, in: site))
  }

  /// The site of a member.
  func site(_ member: Int, _ chain: LayerChain, in site: LayerSite) -> LayerSite {
    let each = chain.parameters.count
    return site.inside(
      input: site.input, output: site.output, backward: site.backward,
      parameters: member * each..<(member + 1) * each,
      packed: member * chain.packedOffsets(site.backward).total, number: member * memberLayers)
  }

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    let layout = EnsembleWorkspace(self, LayerChain(inner, input: input), size: size)
    return WorkspaceNeed(kept: layout.floats, scratch: layout.chain.plan.scratch)
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    EnsembleExecution(self, at: site, size: size, workspace: workspace)
  }
}
