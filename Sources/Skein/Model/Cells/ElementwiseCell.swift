import KernelInterface

/// A recurrent cell written in plain Swift, row by row: Skein sums its gates with the kernels of the
/// processor and drives it over time; the cell says what becomes of the sums.
///
/// The layer is `Recurrent<MyCell>(units)`. Compute from what you are given alone and in a fixed
/// order, and the bits do not depend on workers either.
public protocol ElementwiseCell: Sendable {
  /// What a layer of such cells is called in a specification.
  static var keyword: String { get }

  /// G: 1 to 4 sums in each unit.
  static var gates: Int { get }

  /// Whether there is a second state beside the hidden one.
  static var hasCellState: Bool { get }

  /// From the gates' sums to the new states; what `gate` holds afterwards, `backward` finds there.
  static func forward(_ row: CellRow)

  /// From the gradient of the hidden state to the gradients of the gates' sums, which replace what
  /// `gate` holds.
  static func backward(_ row: CellGradientRow)
}

extension ElementwiseCell {
  public static var hasCellState: Bool { false }
}

/// One row of a forward step: H numbers each.
public struct CellRow {
  /// H
  public let units: Int
  /// Of the step before; read only.
  public let previousHidden: UnsafePointer<Float>
  public let previousCell: UnsafePointer<Float>
  /// To be written.
  public let hidden: UnsafeMutablePointer<Float>
  /// To be written by a cell that has a second state.
  public let cell: UnsafeMutablePointer<Float>
  let gates: UnsafeMutablePointer<Float>
  let stride: Int
  let kernels: KernelTable

  /// A gate's sums: bias + x·W + h·R.
  public func gate(_ gate: Int) -> UnsafeMutablePointer<Float> { gates + gate * stride }

  /// Replaces a gate's sums with their logistic function.
  public func sigmoid(_ gate: Int) {
    kernels.apply(.sigmoid, self.gate(gate), self.gate(gate), units)
  }

  /// Replaces a gate's sums with their hyperbolic tangent.
  public func tanh(_ gate: Int) {
    kernels.apply(.tanh, self.gate(gate), self.gate(gate), units)
  }
}

/// One row of a backward step: H numbers each.
public struct CellGradientRow {
  /// H
  public let units: Int
  /// Of the step before; read only.
  public let previousHidden: UnsafePointer<Float>
  public let previousCell: UnsafePointer<Float>
  /// From the layer above and the later step.
  public let hiddenGradient: UnsafePointer<Float>
  /// What a later step left for this one beside the gates' gradients, and what this one leaves for
  /// the step before; zero at the last step.
  public let carried: UnsafeMutablePointer<Float>
  let gates: UnsafeMutablePointer<Float>
  let stride: Int

  /// What the forward step left; to be replaced with the gradient of the gate's sums.
  public func gate(_ gate: Int) -> UnsafeMutablePointer<Float> { gates + gate * stride }
}
