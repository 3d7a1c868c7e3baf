/// A head whose loss is a sum over all numbers of the output, each of which has a target of its own,
/// in the same order: [V, F].
public protocol ElementwiseHead: Head {
  /// The loss of one number.
  ///
  /// - Parameter difference: output − target.
  func loss(of difference: Float) -> Double

  /// The derivative of that loss; NaN for NaN, so that a ruined output is found out.
  func slope(at difference: Float) -> Float
}

extension ElementwiseHead {
  public func targets(for output: LayerShape) -> Int { output.vectors * output.features }

  public func terms(for output: LayerShape) -> Int { output.vectors * output.features }

  public func loss(
    of row: HeadRow, scale: Float, gradient: UnsafeMutablePointer<Float>?
  ) -> Double {
    var sum = 0.0
    var targets = row.targets
    for vector in 0..<row.outputs.vectors {
      let place = row.place(ofVector: vector)
      for feature in 0..<row.outputs.features {
        let difference = row.outputs.values[place + feature] - targets[feature]
        sum += loss(of: difference)
        if let gradient { gradient[place + feature] = slope(at: difference) * scale }
      }
      targets += row.outputs.features
    }
    return sum
  }
}
