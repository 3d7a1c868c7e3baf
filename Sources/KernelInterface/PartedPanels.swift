/// Where the panels of a cell stand whose last gate is parted: gate panels of the other gates, then
/// column panels of the last gate's input weight and of its recurrent weight, each under its bias.
package struct PartedPanels: Sendable, Hashable {
  /// Gates whose sums go over input and state alike.
  package let jointGates: Int
  /// Rows of the three kinds of panels.
  package let jointRows: Int
  package let inputRows: Int
  package let recurrentRows: Int
  /// Where the panels of the last gate begin, and the end of all.
  package let input: Int
  package let recurrent: Int
  package let floats: Int

  /// - Parameter gates: of the workspace, one more than in the weights.
  @inline(__always)
  package init(gates: Int, inputSize: Int, hiddenSize: Int) {
    jointGates = gates &- 2
    jointRows = 1 &+ inputSize &+ hiddenSize
    inputRows = 1 &+ inputSize
    recurrentRows = 1 &+ hiddenSize
    input = PackTask.gatePanelFloats(
      rows: jointRows, gates: jointGates, gateSize: hiddenSize)
    recurrent = input + PackTask.columnPanelFloats(rows: inputRows, columns: hiddenSize)
    floats = recurrent + PackTask.columnPanelFloats(rows: recurrentRows, columns: hiddenSize)
  }
}
