/// The square of what an output is off by.
public struct MeanSquaredError: ElementwiseHead, Unargued, Hashable {
  public static let keyword = "mse"

  public init() {}

  public var measure: String { "mean squared error" }

  @inline(__always)
  public func loss(of difference: Float) -> Double { Double(difference) * Double(difference) }

  @inline(__always)
  public func slope(at difference: Float) -> Float { 2 * difference }
}

extension Loss {
  public static let mse = Loss(MeanSquaredError())
}
