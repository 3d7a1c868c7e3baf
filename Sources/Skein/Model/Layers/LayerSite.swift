import KernelInterface

/// What is asked of a layer's backward pass, and so which weights it needs to have packed.
public enum BackwardNeed: Sendable, Hashable {
  /// There is none: the model is only asked for what comes out.
  case none
  /// The gradients of the weights: nobody reads those of the model's input.
  case weights
  /// Those of the layer's input as well.
  case weightsAndInput
}

/// Where a layer stands in a compiled model: its shapes, its weights and the kernels to use.
public struct LayerSite {
  public var input: LayerShape
  public var output: LayerShape
  public var backward: BackwardNeed
  /// Counts the layers of a model, those inside of others included: what tells their random numbers
  /// apart.
  public var number: Int
  /// For each parameter, its first float in the model's weights and gradients.
  public var parameterOffsets: [Int]
  /// All weights of the model.
  public var weights: UnsafePointer<Float>
  /// This layer's packed weights, zero where nothing was packed.
  public var packed: UnsafeMutablePointer<Float>
  package var kernels: KernelTable
  /// Rows of a panel that one pass sweeps, from the cache sizes; never changes a bit.
  package var innerBlock: Int
  /// Where the gradients of a table belong, in training only.
  package var tokenGradients: TokenGradients?

  package init(
    input: LayerShape, output: LayerShape, backward: BackwardNeed, number: Int,
    parameterOffsets: [Int], weights: UnsafePointer<Float>, packed: UnsafeMutablePointer<Float>,
    kernels: KernelTable,
    innerBlock: Int, tokenGradients: TokenGradients? = nil
  ) {
    self.input = input
    self.output = output
    self.backward = backward
    self.number = number
    self.parameterOffsets = parameterOffsets
    self.weights = weights
    self.packed = packed
    self.kernels = kernels
    self.innerBlock = innerBlock
    self.tokenGradients = tokenGradients
  }
}
