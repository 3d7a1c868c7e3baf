import KernelInterface

/// Every fused cell; a new one is added here.
let cells: [CellKernels] = [
  kernels(of: LSTMCell.self),
  kernels(of: TanhRNNCell.self),
  kernels(of: ReluRNNCell.self),
  kernels(of: GRUCell.self),
]

/// The kernels of a step, made for one cell: the compiler writes them out for each.
@inline(__always)
private func kernels<C: Cell>(of cell: C.Type) -> CellKernels {
  CellKernels(
    name: C.name, gates: C.gates, isParted: C.isParted, forward: { cellForward(C.self, $0) },
    backward: { cellBackward(C.self, $0) })
}
