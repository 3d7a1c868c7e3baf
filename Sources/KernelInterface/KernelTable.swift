/// The element-wise functions that a kernel applies.
package enum Elementwise: Int32, CaseIterable, Sendable {
  case linear
  case sigmoid
  case tanh
  case relu
  /// ln(1 + eˣ)
  case softplus
  /// x · Φ(x), Φ being the normal distribution's function (Hendrycks and Gimpel 2016).
  case gelu
  /// e^−|x|
  case decay

  /// Whether the slope is taken from x, rather than from the function's value.
  package var hasSlopeOfArgument: Bool { self == .gelu }
}

/// The kernels of one instruction set. Every function gives the bits that `KernelReference` gives.
///
/// Kernels never allocate and never look at the instruction set. Callers run them with subnormals
/// flushed to zero. Buffers that kernels write in whole registers are padded to `featureStride`;
/// what the padding holds afterwards means nothing and differs between instruction sets.
package struct KernelTable: Sendable {
  package var instructionSet: InstructionSet
  /// Floats in a register, and in a column panel.
  package var lanes: Int
  package var panelWidth: Int
  /// Vectors of a panel that lie side by side; its strips follow each other.
  package var stripVectors: Int

  /// The fused kernels of a cell. A function that captures nothing rather than an array: tables are
  /// copied in every step, and workers that count the references of one array wait for each other.
  package var findCell: @Sendable (_ name: String) -> CellKernels?
  package var gateProduct: @Sendable (borrowing GateProductTask) -> Void
  package var matrixProduct: @Sendable (borrowing MatrixProductTask) -> Void
  package var weightGradient: @Sendable (borrowing WeightGradientTask) -> Void

  /// Copies `rows` of a weight [K, G, H] into gate panels of `panelRows` rows.
  package var packGatePanels: @Sendable (PackTask) -> Void
  /// Copies `rows` of a weight [K, N] into column panels of `panelRows` rows.
  package var packColumnPanels: @Sendable (PackTask) -> Void
  /// Copies `rows` of a weight [K, N] into column panels of its transpose [N, K].
  package var packTransposedPanels: @Sendable (PackTask) -> Void

  package var adam: @Sendable (borrowing AdamTask) -> Void
  /// target[i] += source[i]
  package var add:
    @Sendable (
      _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>, _ count: Int
    ) -> Void
  /// Σ x², by sixteen chains that take every sixteenth element, then a fixed tree.
  package var sumOfSquares: @Sendable (_ x: UnsafePointer<Float>, _ count: Int) -> Float
  /// y[i] = f(x[i]); x and y may be one buffer.
  package var apply:
    @Sendable (
      _ function: Elementwise, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
      _ count: Int
    ) -> Void
  /// gradient[i] *= f′, taken from the value y[i] = f(x[i]), or from y[i] = x[i] for a function that
  /// has its slope of the argument.
  package var applyDerivative:
    @Sendable (
      _ function: Elementwise, _ y: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>,
      _ count: Int
    ) -> Void
  /// Which numbers of a vector are dropped, and what is left of it.
  package var draw: @Sendable (borrowing DropTask) -> Void
  package var keep: @Sendable (borrowing KeepTask) -> Void
  /// Runs `iterations` × `burstFlops` floating-point operations in independent chains of FMAs: the
  /// most the core can do.
  package var fmaBurst: @Sendable (_ iterations: Int) -> Float
  /// Floating-point operations of one iteration of `fmaBurst`.
  package var burstFlops: Int

  package init(
    instructionSet: InstructionSet, lanes: Int, panelWidth: Int, stripVectors: Int,
    findCell: @escaping @Sendable (_ name: String) -> CellKernels?,
    gateProduct: @escaping @Sendable (borrowing GateProductTask) -> Void,
    matrixProduct: @escaping @Sendable (borrowing MatrixProductTask) -> Void,
    weightGradient: @escaping @Sendable (borrowing WeightGradientTask) -> Void,
    packGatePanels: @escaping @Sendable (PackTask) -> Void,
    packColumnPanels: @escaping @Sendable (PackTask) -> Void,
    packTransposedPanels: @escaping @Sendable (PackTask) -> Void,
    adam: @escaping @Sendable (borrowing AdamTask) -> Void,
    add: @escaping @Sendable (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void,
    sumOfSquares: @escaping @Sendable (UnsafePointer<Float>, Int) -> Float,
    apply:
      @escaping @Sendable (
        Elementwise, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
      ) -> Void,
    applyDerivative:
      @escaping @Sendable (
        Elementwise, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
      ) -> Void,
    draw: @escaping @Sendable (borrowing DropTask) -> Void,
    keep: @escaping @Sendable (borrowing KeepTask) -> Void,
    fmaBurst: @escaping @Sendable (Int) -> Float, burstFlops: Int
  ) {
    self.instructionSet = instructionSet
    self.lanes = lanes
    self.panelWidth = panelWidth
    self.stripVectors = stripVectors
    self.findCell = findCell
    self.gateProduct = gateProduct
    self.matrixProduct = matrixProduct
    self.weightGradient = weightGradient
    self.packGatePanels = packGatePanels
    self.packColumnPanels = packColumnPanels
    self.packTransposedPanels = packTransposedPanels
    self.adam = adam
    self.add = add
    self.sumOfSquares = sumOfSquares
    self.apply = apply
    self.applyDerivative = applyDerivative
    self.draw = draw
    self.keep = keep
    self.fmaBurst = fmaBurst
    self.burstFlops = burstFlops
  }

  /// The fused kernels of a cell.
  package func cell(_ name: String) -> CellKernels {
    guard let found = findCell(name) else {
      preconditionFailure("no kernels for a cell “\(name)”")
    }
    return found
  }
}
