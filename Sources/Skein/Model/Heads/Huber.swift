/// Half the square of a small difference, and a straight line beyond `delta`: outliers pull no harder
/// than that.
///
/// Source: Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35
/// (1964), in the form and with the default of Keras.
public struct Huber: ElementwiseHead, Hashable {
  public static let keyword = "huber"
  public static let usage = "[:delta]"

  /// Where the line begins, in the unit of the outputs.
  public let delta: Float

  /// - Parameter delta: above 0.
  public init(delta: Float = 1) {
    precondition(delta > 0 && delta.isFinite, "a Huber loss with a delta of \(delta)")
    self.delta = delta
  }

  public init(arguments: [String]) throws(SettingsError) {
    let numbers = try Self.numbers(arguments, defaults: [1]) { _, delta in
      Float(delta) > 0 && Float(delta).isFinite
    }
    delta = Float(numbers[0])
  }

  public var specification: String { delta == 1 ? Self.keyword : "\(Self.keyword):\(delta)" }
  public var measure: String { "mean Huber loss" }

  @inline(__always)
  public func loss(of difference: Float) -> Double {
    let magnitude = Double(abs(difference))
    let delta = Double(delta)
    return magnitude <= delta
      ? 0.5 * magnitude * magnitude : delta * (magnitude - 0.5 * delta)
  }

  @inline(__always)
  public func slope(at difference: Float) -> Float {
    difference > delta ? delta : difference < -delta ? -delta : difference
  }
}

extension Loss {
  public static let huber = Loss(Huber())
}
