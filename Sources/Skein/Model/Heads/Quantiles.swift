/// The pinball loss of one or several quantiles, each an output of its own for every target: the mean over
/// all of them.
///
/// With q the output, y the target and τ the quantile: τ · (y − q) where the target is above, and
/// (1 − τ) · (q − y) where it is below. Source: Koenker and Bassett, "Regression quantiles",
/// Econometrica 46 (1978). Keras and PyTorch have none; Darts calls it `QuantileRegression`.
public struct Quantiles: TargetHead, Hashable {
  public static let keyword = "quantile"
  public static let usage = "[:quantile…]"

  /// Rising, between 0 and 1.
  public let quantiles: [Double]

  /// - Parameter quantiles: at least one, rising, between 0 and 1.
  public init(_ quantiles: [Double] = [0.5]) {
    precondition(Self.isAllowed(quantiles), "quantiles \(quantiles)")
    self.quantiles = quantiles
  }

  public init(arguments: [String]) throws(SettingsError) {
    let quantiles = arguments.isEmpty ? [0.5] : arguments.compactMap(Double.init)
    guard quantiles.count == max(arguments.count, 1), Self.isAllowed(quantiles) else {
      throw Self.refuse(arguments)
    }
    self.init(quantiles)
  }

  /// More are a slip of the pen.
  private static let most = 100

  private static func isAllowed(_ quantiles: [Double]) -> Bool {
    (1...most).contains(quantiles.count)
      && quantiles.allSatisfy { $0 > 0 && $0 < 1 }
      && zip(quantiles, quantiles.dropFirst()).allSatisfy(<)
  }

  public var specification: String {
    ([Self.keyword] + (quantiles == [0.5] ? [] : quantiles.map { "\($0)" })).joined(separator: ":")
  }

  public var measure: String { "mean pinball loss" }
  public var outputsPerTarget: Int { quantiles.count }
  public var reading: HeadReading { .quantiles(quantiles) }

  public func terms(for output: LayerShape) -> Int { output.vectors * output.features }

  public func loss(
    of outputs: UnsafePointer<Float>, target: Float, slopes: UnsafeMutablePointer<Float>?
  ) -> Double {
    var sum = 0.0
    for (index, quantile) in quantiles.enumerated() {
      let above = Double(target) - Double(outputs[index])
      sum += above >= 0 ? quantile * above : (quantile - 1) * above
      if let slopes {
        slopes[index] =
          above > 0
          ? Float(-quantile) : above < 0 ? Float(1 - quantile) : above.isNaN ? .nan : 0
      }
    }
    return sum
  }

  /// On the straight line between two that were told; beyond those, the outermost.
  public func quantile(
    _ probability: Double, of numbers: UnsafePointer<Float>, count: Int
  ) -> Double {
    guard let above = quantiles.firstIndex(where: { $0 >= probability }) else {
      return Double(numbers[count - 1])
    }
    if above == 0 || quantiles[above] == probability { return Double(numbers[above]) }
    let (left, right) = (quantiles[above - 1], quantiles[above])
    let (low, high) = (Double(numbers[above - 1]), Double(numbers[above]))
    return low + (probability - left) / (right - left) * (high - low)
  }

  /// Sorted, so that no quantile is below a smaller one (Chernozhukov, Fernández-Val and Galichon,
  /// "Quantile and probability curves without crossing", Econometrica 78 (2010)).
  public func read(_ outputs: UnsafeMutablePointer<Float>, count: Int) {
    var sorted = UnsafeMutableBufferPointer(start: outputs, count: count)
    sorted.sort()
  }
}
