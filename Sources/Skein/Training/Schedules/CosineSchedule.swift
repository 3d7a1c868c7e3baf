/// Half a cosine from the full rate down to a share of it.
///
/// Source: Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts; as Keras's `CosineDecay`.
public struct CosineSchedule: Schedule, Equatable {
  public static let keyword = "cosine"
  public static let usage = ":steps[:least]"

  /// The step from which on the rate is at its least.
  public let steps: Int
  /// That rate, as a share of the full one.
  public let least: Double

  /// - Parameters:
  ///   - steps: at least 1.
  ///   - least: from 0 to 1.
  public init(steps: Int, least: Double = 0) {
    precondition(steps >= 1 && least >= 0 && least <= 1, "a cosine over \(steps) to \(least)")
    self.steps = steps
    self.least = least
  }

  public init(arguments: [String]) throws(SettingsError) {
    guard !arguments.isEmpty else { throw Self.refuse(arguments) }
    let numbers = try Self.numbers(arguments, defaults: [1, 0]) { index, number in
      index == 0 ? number >= 1 && number <= mostScheduledSteps : number >= 0 && number <= 1
    }
    self.init(steps: Int(numbers[0]), least: numbers[1])
  }

  public var specification: String {
    "\(Self.keyword):\(steps)" + (least == 0 ? "" : ":\(least)")
  }

  public func factor(at step: Int) -> Double {
    if step >= steps { return least }
    return least + (1 - least) * HalfCosine.falling(Double(step) / Double(steps))
  }
}

/// Half a cosine, from IEEE operations only.
enum HalfCosine {
  /// (1 + cos πx) / 2 = 1 − sin²(πx / 2), for x in 0...1.
  static func falling(_ x: Double) -> Double {
    let sine = sineOfQuarter(x)
    return 1 - sine * sine
  }

  /// sin(πx / 2) for x in 0...1 by its power series, whose twelfth term is below 10⁻¹⁷.
  private static func sineOfQuarter(_ x: Double) -> Double {
    let angle = x * (Double.pi / 2)
    var term = angle
    var sum = angle
    for index in 1..<12 {
      term *= -angle * angle / Double(2 * index * (2 * index + 1))
      sum += term
    }
    return sum
  }
}
