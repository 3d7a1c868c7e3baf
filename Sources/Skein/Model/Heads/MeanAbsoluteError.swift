/// The magnitude of what an output is off by.
public struct MeanAbsoluteError: ElementwiseHead, Unargued, Hashable {
  public static let keyword = "mae"

  public init() {}

  public var measure: String { "mean absolute error" }

  @inline(__always)
  public func loss(of difference: Float) -> Double { Double(abs(difference)) }

  @inline(__always)
  public func slope(at difference: Float) -> Float {
    difference > 0 ? 1 : difference < 0 ? -1 : difference.isNaN ? difference : 0
  }
}

extension Loss {
  public static let mae = Loss(MeanAbsoluteError())
}
