/// The kernels of one recurrent cell, and what who drives it must know.
package struct CellKernels: Sendable {
  /// `lstm`, `rnn-tanh`, …
  package var name: String
  /// Sums in a unit, in the order in which they stand in workspaces: 1 to 4. In weights there are as
  /// many gates, or one fewer where the cell is parted.
  package var gates: Int
  /// Whether the last gate's sums over the input and over the state are kept apart, each with a bias:
  /// the last two of `gates`.
  package var isParted: Bool
  /// One step forward.
  package var forward: @Sendable (borrowing CellForwardTask) -> Void
  /// One step back.
  package var backward: @Sendable (borrowing CellBackwardTask) -> Void

  package init(
    name: String, gates: Int, isParted: Bool = false,
    forward: @escaping @Sendable (borrowing CellForwardTask) -> Void,
    backward: @escaping @Sendable (borrowing CellBackwardTask) -> Void
  ) {
    self.name = name
    self.gates = gates
    self.isParted = isParted
    self.forward = forward
    self.backward = backward
  }
}
