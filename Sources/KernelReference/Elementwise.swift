import KernelInterface

extension Reference {
  /// f(x) of one number.
  package static func apply(_ function: Elementwise, _ x: Float) -> Float {
    switch function {
    case .linear: x
    case .sigmoid: sigmoid(x)
    case .tanh: tanh(x)
    // A sum with zero flushes a subnormal, which a comparison leaves as it is.
    case .relu: (x < 0 ? 0 : x) + 0
    case .softplus: softplus(x)
    case .gelu: x * normalProbability(x)
    case .decay: decay(x)
    }
  }

  /// gradient · f′(x), with f′ taken from the value y = f(x), or from y = x for the last ones.
  package static func applyDerivative(
    _ function: Elementwise, _ y: Float, gradient: Float
  ) -> Float {
    switch function {
    case .linear: gradient
    case .sigmoid: gradient * sigmoidSlope(y)
    case .tanh: gradient * tanhSlope(y)
    case .relu: gradient * positiveSlope(y)
    case .softplus: gradient * softplusSlope(y)
    case .decay: gradient * y
    case .gelu: gradient * geluSlope(y)
    }
  }

  /// 1 where y is positive, otherwise 0: the slope of max(x, 0) where its value is y.
  ///
  /// Never inlined: of a product with a choice between 1 and 0 the compiler makes a choice between the
  /// gradient and zero, which flushes no subnormal.
  @inline(never)
  private static func positiveSlope(_ y: Float) -> Float { 0 < y ? 1 : 0 }

  /// y − y², the slope of the sigmoid where its value is y.
  package static func sigmoidSlope(_ y: Float) -> Float { fma(0 - y, y, y) }

  /// 1 − y², the slope of tanh where its value is y.
  package static func tanhSlope(_ y: Float) -> Float { fma(0 - y, y, 1) }
}
