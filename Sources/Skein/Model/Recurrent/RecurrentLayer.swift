import KernelInterface

/// A layer whose cell is driven over time by `RecurrentExecution`: what distinguishes it from another
/// one is its cell, its initial values and its name.
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H].
/// Three parameters: `weight_ih` [I, G, H], `weight_hh` [H, G, H] and `bias` [G, H]; a fourth one where
/// the cell is parted, `bias_hn` [H], beside the last gate's sum over the state.
public protocol RecurrentLayer: Layer {
  /// H, at least 1.
  var units: Int { get }
  var returnSequences: Bool { get }
  /// Whether time runs from the last step to the first; false unless a layer says otherwise.
  var isReversed: Bool { get }
  var cell: RecurrentCell { get }
  /// Whether the layer's passes are those of the cell's kernels over time; true unless a layer has passes
  /// of its own.
  var isDriven: Bool { get }
  /// What is dropped in training; nothing unless a layer says otherwise.
  var dropout: CellDropout { get }
  /// How the bias begins.
  var biasInitializer: Initializer { get }
}

/// What the loop over time must know of a cell.
public struct RecurrentCell: Sendable {
  /// G, of the weights: 1 to 4.
  public var gates: Int
  /// Whether the last gate's sums over the input and over the state are kept apart.
  public var isParted: Bool
  /// Whether there is a second state beside the hidden one, such as an LSTM's cell state.
  public var hasCellState: Bool
  /// Whether the cell keeps one more array for its backward pass.
  public var keeps: Bool
  /// The kernels of a step, from a table.
  package var kernels: @Sendable (KernelTable) -> CellKernels

  package init(
    gates: Int, isParted: Bool = false, hasCellState: Bool, keeps: Bool,
    kernels: @escaping @Sendable (KernelTable) -> CellKernels
  ) {
    precondition((1...4).contains(isParted ? gates + 1 : gates), "a cell with \(gates) gates")
    self.gates = gates
    self.isParted = isParted
    self.hasCellState = hasCellState
    self.keeps = keeps
    self.kernels = kernels
  }
}

extension RecurrentCell {
  /// Sums in a unit, as they stand in a workspace.
  package var sums: Int { isParted ? gates + 1 : gates }

  /// Whether some of its forward panels are column panels.
  package var hasColumns: Bool { isParted || gates == 1 }
}

extension RecurrentLayer {
  public static var wantsSequence: Bool { true }

  public var isReversed: Bool { false }

  public var isDriven: Bool { true }

  public var stateSizes: [Int] { cell.hasCellState ? [units, units] : [units] }

  public var dropout: CellDropout { .none }

  public func outputShape(for input: LayerShape) throws -> LayerShape {
    guard let steps = input.steps else { throw ModelError.needsSequence(layer: specification) }
    return LayerShape(steps: returnSequences ? steps : nil, features: units)
  }

  public func parameters(for input: LayerShape) -> [Parameter] { drivenParameters(for: input) }

  /// The parameters of a layer that `RecurrentExecution` drives.
  func drivenParameters(for input: LayerShape) -> [Parameter] {
    let gates = cell.gates
    let shared = [
      Parameter(
        name: "weight_ih", rows: input.features, gates: gates, gateSize: units,
        initializer: .glorotUniform),
      Parameter(
        name: "weight_hh", rows: units, gates: gates, gateSize: units, initializer: .orthogonal),
      Parameter(
        name: "bias", rows: 1, gates: gates, gateSize: units, initializer: biasInitializer,
        isVector: true),
    ]
    if !cell.isParted { return shared }
    return shared + [
      Parameter(
        name: "bias_hn", rows: 1, gateSize: units, initializer: biasInitializer, isVector: true)
    ]
  }

  public func forwardFlops(for input: LayerShape) -> Int {
    2 * cell.gates * units * (input.features + units) * input.vectors
  }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int {
    RecurrentPanels(self, input: input, backward: backward).total
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    RecurrentPanels(self, input: site.input, backward: site.backward)
      .pack(rows, of: parameter, at: site)
  }

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    let layout = RecurrentWorkspace(self, input: input, size: size)
    return WorkspaceNeed(kept: layout.floats, scratch: layout.scratch)
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    RecurrentExecution(
      self, at: site, size: size, workspace: workspace, isReversed: isReversed)
  }
}
