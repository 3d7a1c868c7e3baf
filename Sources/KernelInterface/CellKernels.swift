/// The kernels of one recurrent cell, and what who drives it must know.
package struct CellKernels: Sendable {
  /// `lstm`, `rnn-tanh`, …
  package var name: String
  /// Gates in a unit, in the order in which they stand in weights and workspaces: 1 to 4.
  package var gates: Int
  /// One step forward.
  package var forward: @Sendable (borrowing CellForwardTask) -> Void
  /// One step back.
  package var backward: @Sendable (borrowing CellBackwardTask) -> Void

  package init(
    name: String, gates: Int, forward: @escaping @Sendable (borrowing CellForwardTask) -> Void,
    backward: @escaping @Sendable (borrowing CellBackwardTask) -> Void
  ) {
    self.name = name
    self.gates = gates
    self.forward = forward
    self.backward = backward
  }
}
