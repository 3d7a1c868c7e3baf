/// The logarithm of the hyperbolic cosine of what an output is off by: near zero half its square, far away
/// its magnitude less ln 2, and smooth between.
///
/// Source: Keras's `LogCosh`. PyTorch has none.
public struct LogCosh: ElementwiseHead, Unargued, Hashable {
  public static let keyword = "logcosh"

  public init() {}

  public var measure: String { "mean log-cosh of the error" }

  public func loss(of difference: Float) -> Double {
    let x = Double(abs(difference))
    if x < 0.3 {
      // cosh x − 1 = (eˣ − 1)² / 2eˣ, where the other form would take ln 2 from ln 2.
      let m = Numerics.expm1(x)
      return Numerics.log1p(m * m / (2 * (1 + m)))
    }
    let ln2 = 0.6931471805599453
    return x + (Numerics.log1p(Numerics.exp(-2 * x)) - ln2)
  }

  public func slope(at difference: Float) -> Float {
    Float(Numerics.tanh(Double(difference)))
  }
}

extension Loss {
  public static let logCosh = Loss(LogCosh())
}
