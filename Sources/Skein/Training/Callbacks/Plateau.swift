/// Whether a loss still becomes lower: what callbacks that wait for it remember.
public struct Plateau: Codable, Sendable, Equatable {
  /// The loss to beat; nil before the first epoch.
  public private(set) var lowest: Double?
  /// Epochs since then, or since the patience was last used up.
  public private(set) var waited = 0

  public init() {}

  private enum CodingKeys: CodingKey { case lowest, waited }

  /// - Throws: `DecodingError` for numbers that no training leads to.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    lowest = try container.decodeIfPresent(Double.self, forKey: .lowest)
    waited = try container.decode(Int.self, forKey: .waited)
    guard (0...TrainingOptions.mostEpochs).contains(waited), lowest?.isFinite ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .waited, in: container, debugDescription: "no training waits so long")
    }
  }

  /// Whether another epoch's loss uses the patience up; then the waiting begins anew.
  ///
  /// - Parameters:
  ///   - loss: of the epoch that has ended.
  ///   - minimumDelta: how much lower than the lowest a loss must be to count.
  ///   - minimumShare: the same as a part of the lowest one's magnitude.
  ///   - patience: how many epochs in a row may be no lower.
  public mutating func isReached(
    by loss: Double, minimumDelta: Double, minimumShare: Double = 0, patience: Int
  ) -> Bool {
    let least = max(minimumDelta, minimumShare * (lowest ?? 0).magnitude)
    if loss < (lowest ?? .infinity) - least {
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
