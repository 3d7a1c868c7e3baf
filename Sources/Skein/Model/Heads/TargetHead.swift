/// A head whose loss is a sum over targets, each of which has a fixed number of outputs that lie side by
/// side: the parameters of a distribution, or one output for each quantile.
public protocol TargetHead: Head {
  /// The loss of one target, and its slopes.
  ///
  /// - Parameters:
  ///   - outputs: [outputsPerTarget]
  ///   - target: what the outputs should have told.
  ///   - slopes: [outputsPerTarget], receives the derivative by each output; nil where only the loss is
  ///     wanted.
  func loss(
    of outputs: UnsafePointer<Float>, target: Float, slopes: UnsafeMutablePointer<Float>?
  ) -> Double
}

extension TargetHead {
  public func terms(for output: LayerShape) -> Int { targets(for: output) }

  public func targets(for output: LayerShape) -> Int {
    output.vectors * (output.features / outputsPerTarget)
  }

  public func loss(
    of row: HeadRow, scale: Float, gradient: UnsafeMutablePointer<Float>?
  ) -> Double {
    var sum = 0.0
    var target = row.targets
    let outputs = outputsPerTarget
    for vector in 0..<row.outputs.vectors {
      var place = row.place(ofVector: vector)
      for _ in 0..<row.outputs.features / outputs {
        let slopes = gradient.map { $0 + place }
        sum += loss(of: row.outputs.values + place, target: target.pointee, slopes: slopes)
        if let slopes {
          for index in 0..<outputs { slopes[index] *= scale }
        }
        place += outputs
        target += 1
      }
    }
    return sum
  }
}
