/// A recurrent layer over a series and another one of the same kind over the series from its end
/// (Schuster and Paliwal 1997).
///
/// Input [B, T, I]; output [B, T, 2H] or [B, T, H] with `returnSequences` of the inner layer, otherwise
/// [B, 2H] or [B, H]: the state that each direction ends in, which for the second is the one at the
/// first step. Parameters are those of the inner layer, and the same once more with `_reverse` behind
/// their names, as in PyTorch.
public struct Bidirectional: NestingLayer {
  public static let keyword = "bidirectional"
  public static let usage =
    "(LAYER)[:" + Merge.allCases.map(\.rawValue).joined(separator: "|") + "]"
  public static let wantsSequence = true

  /// What becomes of the two outputs.
  public enum Merge: String, Sendable, Hashable, CaseIterable {
    /// Side by side, the forward one first.
    case concat
    case sum
    case mean
  }

  /// One, recurrent.
  public var inner: [any Layer] { [layer] }
  public let layer: any RecurrentLayer
  public let merge: Merge

  /// - Parameters:
  ///   - layer: one whose passes are those of its cell's kernels, not a GRU that resets before.
  ///   - merge: how the two directions become one.
  public init(_ layer: any RecurrentLayer, merge: Merge = .concat) {
    precondition(layer.isDriven, "\(layer.specification) in two directions")
    self.layer = layer
    self.merge = merge
  }

  public init(inner: [any Layer], arguments: [String], sequenceWanted: Bool) throws {
    guard inner.count == 1, let layer = inner[0] as? any RecurrentLayer, layer.isDriven else {
      throw ModelError.cannotHold(
        layer: Self.keyword, inner: inner.map(\.specification).joined(separator: ","),
        usage: "(lstm:UNITS)")
    }
    let merge = arguments.first.map(Merge.init(rawValue:)) ?? .concat
    guard let merge, arguments.count <= 1 else {
      throw ModelError.badArgument(
        layer: Self.keyword, argument: arguments.last ?? "", usage: Self.usage)
    }
    self.init(layer, merge: merge)
  }

  public func returningSequence() -> Bidirectional {
    Bidirectional(layer.returningSequence(), merge: merge)
  }

  public var specification: String {
    "\(Self.keyword)(\(layer.specification))" + (merge == .concat ? "" : ":\(merge.rawValue)")
  }

  public var title: String { "Bidirectional \(layer.title)" }

  public var goesByStep: Bool { false }

  /// Each direction draws random numbers of its own.
  public var layerCount: Int { 3 }

  public func outputShape(for input: LayerShape) throws -> LayerShape {
    var shape = try layer.outputShape(for: input)
    if merge == .concat { shape.features *= 2 }
    return shape
  }

  public func runs(for input: LayerShape) throws -> [(layer: any Layer, input: LayerShape)] {
    [(layer, input), (layer, input)]
  }

  public func parameters(for input: LayerShape) -> [Parameter] {
    let forward = layer.parameters(for: input)
    return forward
      + forward.map { parameter in
        var reversed = parameter
        reversed.name += "_reverse"
        return reversed
      }
  }

  public func forwardFlops(for input: LayerShape) -> Int { 2 * layer.forwardFlops(for: input) }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int {
    2 * layer.packedFloats(for: input, backward: backward)
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let count = layer.parameters(for: site.input).count
    layer.pack(rows, of: parameter % count, at: self.site(parameter / count, in: site))
  }

  /// The site of a direction: 0, or 1 for the reversed one.
  func site(_ direction: Int, in site: LayerSite) -> LayerSite {
    let count = layer.parameters(for: site.input).count
    let half = site.output.features / (merge == .concat ? 2 : 1)
    return site.inside(
      input: site.input, output: LayerShape(steps: site.output.steps, features: half),
      backward: site.backward, parameters: direction * count..<(direction + 1) * count,
      packed: direction * layer.packedFloats(for: site.input, backward: site.backward),
      number: direction)
  }

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    let layout = BidirectionalWorkspace(self, input: input, size: size)
    return WorkspaceNeed(
      kept: layout.floats, scratch: layer.workspace(for: input, size: size).scratch)
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    BidirectionalExecution(self, at: site, size: size, workspace: workspace)
  }
}

/// How a bidirectional layer divides its workspace.
struct BidirectionalWorkspace {
  /// What each direction keeps.
  let directions: [Int]
  /// [V, R, stride of both]: the output.
  let output: Int
  /// [V, R, S] for each direction: its part of the output's gradient, where it is not the whole.
  let gradients: [Int]
  /// [T, R, stride of the input]: the second direction's gradient of the input.
  let inputGradient: Int
  let floats: Int

  init(_ layer: Bidirectional, input: LayerShape, size: PassSize) {
    let own = layer.layer.workspace(for: input, size: size).kept
    let units = layer.layer.units
    let rows = size.rows * (layer.layer.returnSequences ? input.vectors : 1)
    let both = layer.merge == .concat ? 2 * units : units
    let isSplit = size.isTraining && layer.merge != .sum
    var layout = WorkspaceLayout()
    directions = (0..<2).map { _ in layout.add(own) }
    output = layout.add(rows * Activations.stride(of: both))
    gradients = (0..<2).map { _ in layout.add(isSplit ? rows * Activations.stride(of: units) : 0) }
    inputGradient = layout.add(
      size.isTraining ? input.vectors * size.rows * Activations.stride(of: input.features) : 0)
    floats = layout.floats
  }
}
