/// Whether a loss still becomes lower: what callbacks that wait for it remember.
public struct Plateau: Codable, Sendable, Equatable {
  /// The loss to beat; nil before the first epoch.
  public private(set) var lowest: Double?
  /// Epochs since then, or since the patience was last used up.
  public private(set) var waited = 0

  public init() {}

  /// Whether another epoch's loss uses the patience up; then the waiting begins anew.
  ///
  /// - Parameters:
  ///   - loss: of the epoch that has ended.
  ///   - minimumDelta: how much lower than the lowest a loss must be to count.
  ///   - patience: how many epochs in a row may be no lower.
  public mutating func isReached(by loss: Double, minimumDelta: Double, patience: Int) -> Bool {
    if loss < (lowest ?? .infinity) - minimumDelta {
      lowest = loss
      waited = 0
      return false
    }
    waited += 1
    if waited < patience { return false }
    waited = 0
    return true
  }
}
