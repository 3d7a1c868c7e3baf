import KernelInterface

/// One product x·W + b of a layer at every vector: where its packed weights stand, and the kernels that
/// read them. A dense layer is one of these and an activation; a layer of one's own may have several.
///
/// W is a parameter [I, H] (`rows` I, `gateSize` H), b one of [1, H].
public struct PackedProduct: Sendable, Hashable {
  /// I
  public let inputs: Int
  /// H
  public let units: Int
  /// Floats of the packed weights.
  public let floats: Int
  private let start: Int
  private let transposed: Int
  private let bias: Int

  /// - Parameters:
  ///   - inputs: I, at least 1.
  ///   - units: H, at least 1.
  ///   - backward: what the layer was asked for; the input's gradient needs the weights transposed.
  ///   - start: where the packed weights begin among those of the layer: the floats of its products
  ///     before this one.
  public init(inputs: Int, units: Int, backward: BackwardNeed, start: Int = 0) {
    self.inputs = inputs
    self.units = units
    self.start = start
    transposed = start + PackTask.columnPanelFloats(rows: inputs, columns: units)
    bias =
      transposed
      + (backward == .weightsAndInput
        ? PackTask.columnPanelFloats(rows: units, columns: inputs) : 0)
    floats = bias + paddedFeatures(units) - start
  }

  /// Copies rows of W, parameter `parameter` of the layer, into the packed weights.
  public func packWeight(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    var task = PackTask(
      weights: site.weights + site.parameterOffsets[parameter], weightRows: inputs, gates: 1,
      gateSize: units, rows: rows, panels: site.packed + start)
    site.kernels.packColumnPanels(task)
    if site.backward != .weightsAndInput { return }
    task.panels = site.packed + transposed
    site.kernels.packTransposedPanels(task)
  }

  /// Copies b, parameter `parameter` of the layer; zero where a layer never does.
  public func packBias(of parameter: Int, at site: LayerSite) {
    (site.packed + bias).update(
      from: site.weights + site.parameterOffsets[parameter], count: units)
  }

  /// x·W + b.
  ///
  /// - Parameters:
  ///   - input: [V, R, I].
  ///   - rows: R.
  ///   - output: room for [V, R, H], rows `Activations.stride(of: H)` apart.
  ///   - site: where the layer is.
  public func forward(
    _ input: Activations, rows: Int, to output: UnsafeMutablePointer<Float>, at site: LayerSite
  ) -> Activations {
    forward(input, 0..<input.vectors * rows, to: output, at: site)
  }

  /// The same for some of the V · R vectors.
  func forward(
    _ input: Activations, _ range: Range<Int>, to output: UnsafeMutablePointer<Float>,
    at site: LayerSite
  ) -> Activations {
    let result = Activations(output, features: units, vectors: input.vectors)
    if range.isEmpty { return result }
    let first = range.lowerBound
    site.kernels.matrixProduct(
      MatrixProductTask(
        rows: range.count, columns: units, a: input.values + first * input.stride,
        rowStride: input.stride, segmentLength: inputs, panels: site.packed + start,
        initial: site.packed + bias, output: output + first * result.stride,
        outputStride: result.stride, innerBlock: site.innerBlock))
    return result
  }

  /// The gradient of x: that of the sums times Wᵀ.
  ///
  /// - Parameters:
  ///   - gradient: of the sums, [V, R, H].
  ///   - rows: R.
  ///   - output: room for [V, R, I], rows `Activations.stride(of: I)` apart.
  ///   - site: where the layer is.
  public func inputGradient(
    _ gradient: Activations, rows: Int, to output: UnsafeMutablePointer<Float>, at site: LayerSite
  ) -> Activations {
    inputGradient(gradient, 0..<gradient.vectors * rows, to: output, at: site)
  }

  /// The same for some of the V · R vectors.
  func inputGradient(
    _ gradient: Activations, _ range: Range<Int>, to output: UnsafeMutablePointer<Float>,
    at site: LayerSite
  ) -> Activations {
    let result = Activations(output, features: inputs, vectors: gradient.vectors)
    if range.isEmpty { return result }
    let first = range.lowerBound
    site.kernels.matrixProduct(
      MatrixProductTask(
        rows: range.count, columns: inputs, a: gradient.values + first * gradient.stride,
        rowStride: gradient.stride, segmentLength: units, panels: site.packed + transposed,
        initial: nil, output: output + first * result.stride, outputStride: result.stride,
        innerBlock: site.innerBlock))
    return result
  }
}
