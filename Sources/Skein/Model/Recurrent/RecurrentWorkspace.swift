import KernelInterface

/// How a recurrent layer divides its workspace.
///
/// Letters: T steps, R rows, H units, S = H padded, G sums in a unit. Training keeps every step's states and
/// gates; without a backward pass two slots of a state take turns, unless the layer gives its whole
/// sequence, and the gates of one step do.
struct RecurrentWorkspace {
  let steps: Int
  let stride: Int
  let gates: Int
  let isTraining: Bool
  /// Whether all T+1 hidden states have a place.
  let keepsSequence: Bool

  /// [T+1, R, S] or [2, R, S]
  let hidden: Int
  let cell: Int
  /// [T, R, G, S], or as much as `hoistedRows` take
  let gateValues: Int
  /// [T, R, S]
  let kept: Int
  /// [R, S]: what passes from step to step on the way back.
  let carried: Int
  /// [R, I padded] and [T, R, I padded]: what the input is multiplied with, and the product, where a
  /// part is dropped.
  let inputMask: Int
  let droppedInput: Int
  /// [R, S] and [T+1, R, S]: the same for the states.
  let stateMask: Int
  let droppedStates: Int
  /// [2, R, S]: hidden and cell state with which a pass begins or ends, where rows have lengths.
  let ends: Int
  let floats: Int
  /// [R, S] and a weight gradient's scratchpad, in turn.
  let scratch: Int

  init(_ layer: some RecurrentLayer, input: LayerShape, size: PassSize) {
    let cellKind = layer.cell
    steps = input.vectors
    stride = featureStride(layer.units)
    gates = cellKind.sums
    isTraining = size.isTraining
    keepsSequence = size.isTraining || layer.returnSequences
    let row = stride
    let state = size.rows * row
    var layout = WorkspaceLayout()
    hidden = layout.add((keepsSequence ? steps + 1 : 2) * state)
    cell = layout.add(cellKind.hasCellState ? (isTraining ? steps + 1 : 2) * state : 0)
    let gateRows =
      isTraining
      ? steps * size.rows : max(size.rows, steps * min(size.rows, Self.mostHoistedRows))
    gateValues = layout.add(gateRows * gates * row)
    kept = layout.add(isTraining && cellKind.keeps ? steps * state : 0)
    carried = layout.add(isTraining ? state : 0)
    let inputRow = featureStride(input.features)
    let dropsInput = isTraining && layer.dropout.input > 0
    inputMask = layout.add(dropsInput ? size.rows * inputRow : 0)
    droppedInput = layout.add(dropsInput ? steps * size.rows * inputRow : 0)
    let dropsStates = isTraining && layer.dropout.recurrent > 0
    stateMask = layout.add(dropsStates ? state : 0)
    droppedStates = layout.add(dropsStates ? (steps + 1) * state : 0)
    ends = layout.add(2 * state)
    floats = layout.floats
    let gradients = WeightGradientPass.scratchFloats(
      steps: steps, operandRows: input.features + layer.units + 1, size: size)
    scratch = max(isTraining ? 2 * state : 0, gradients)
  }

  /// With at most this many rows a step's tiles are mostly empty, and the input's part of the sums is
  /// done for all steps at once.
  static let mostHoistedRows = 3
}
