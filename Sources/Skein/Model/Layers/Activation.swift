import KernelInterface

/// What a dense layer does to its sums.
public enum Activation: String, Sendable, CaseIterable, Codable {
  case linear
  case sigmoid
  case tanh
  /// max(x, 0)
  case relu
  /// ln(1 + eˣ)
  case softplus
  /// x · Φ(x), Φ being the normal distribution's function, as in Keras and PyTorch by default.
  case gelu
  /// eˣ over the sum of it over all units.
  case softmax

  /// The function of one number; nil where each depends on all.
  package var elementwise: Elementwise? {
    switch self {
    case .linear: .linear
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .relu: .relu
    case .softplus: .softplus
    case .gelu: .gelu
    case .softmax: nil
    }
  }

  /// Whether the way back needs the sums beside what became of them.
  var keepsSums: Bool { elementwise?.hasSlopeOfArgument ?? false }
}

/// How an activation is applied to some of the V · R vectors of a layer.
extension Activation {
  /// Replaces every number with its activation: [V, R, stride], padding included.
  public func apply(to values: Activations, rows: Int, at site: LayerSite) {
    apply(to: values, 0..<values.vectors * rows, at: site)
  }

  /// The same for some of the V · R vectors.
  func apply(to values: Activations, _ range: Range<Int>, at site: LayerSite) {
    let first = values.values + range.lowerBound * values.stride
    if let elementwise {
      site.kernels.apply(elementwise, first, first, range.count * values.stride)
      return
    }
    for vector in range {
      Self.softmax(values.values + vector * values.stride, count: values.features, at: site)
    }
  }

  /// Subtracts the largest number first, so that nothing overflows.
  private static func softmax(
    _ x: UnsafeMutablePointer<Float>, count: Int, at site: LayerSite
  ) {
    var largest = x[0]
    for i in 1..<max(count, 1) where x[i] > largest { largest = x[i] }
    for i in 0..<count { x[i] -= largest }
    site.kernels.apply(.decay, x, x, count)
    var sum: Float = 0
    for i in 0..<count { sum += x[i] }
    for i in 0..<count { x[i] /= sum }
  }

  /// Multiplies a gradient with the activation's derivative: both [V, R, stride], padding included.
  ///
  /// - Parameters:
  ///   - output: what the activation gave; of one that keeps its sums, these.
  ///   - gradient: of the output, which becomes that of the sums.
  ///   - rows: R.
  ///   - site: where the layer is.
  public func applyDerivative(
    at output: Activations, to gradient: Activations, rows: Int, at site: LayerSite
  ) {
    applyDerivative(at: output, to: gradient, 0..<output.vectors * rows, at: site)
  }

  /// The same for some of the V · R vectors.
  func applyDerivative(
    at output: Activations, to gradient: Activations, _ range: Range<Int>, at site: LayerSite
  ) {
    precondition(output.stride == gradient.stride, "a gradient laid out unlike its output")
    if let elementwise {
      let first = range.lowerBound * output.stride
      site.kernels.applyDerivative(
        elementwise, output.values + first, gradient.values + first, range.count * output.stride)
      return
    }
    for vector in range {
      let y = output.values + vector * output.stride
      let dy = gradient.values + vector * gradient.stride
      var product: Float = 0
      for i in 0..<output.features { product += dy[i] * y[i] }
      for i in 0..<output.features { dy[i] = y[i] * (dy[i] - product) }
    }
  }
}
