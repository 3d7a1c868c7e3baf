/// What training makes small: a mean over all outputs of all rows.
public enum Loss: String, Sendable, CaseIterable, Codable {
  /// Mean squared error.
  case mse
  /// Mean absolute error.
  case mae

  /// One row's summed loss, and the gradient of the batch's mean loss with respect to the row's
  /// outputs.
  ///
  /// - Parameters:
  ///   - inverseCount: 1 / (rows of the batch · outputs).
  ///   - gradient: receives `count` floats, or nil where only the loss is wanted.
  @inline(__always)
  package func row(
    outputs: UnsafePointer<Float>, targets: UnsafePointer<Float>, count: Int,
    inverseCount: Float, gradient: UnsafeMutablePointer<Float>?
  ) -> Double {
    var sum = 0.0
    for index in 0..<count {
      let difference = outputs[index] - targets[index]
      switch self {
      case .mse:
        sum += Double(difference) * Double(difference)
        gradient?[index] = 2 * difference * inverseCount
      case .mae:
        sum += Double(abs(difference))
        gradient?[index] = difference > 0 ? inverseCount : difference < 0 ? -inverseCount : 0
        if difference.isNaN { gradient?[index] = difference }
      }
    }
    return sum
  }
}
