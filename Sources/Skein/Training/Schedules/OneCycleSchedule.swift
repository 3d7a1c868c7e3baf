/// One cycle: half a cosine from a small share of the full rate up to it, then half a cosine down to next
/// to nothing, where it stays.
///
/// Source: Smith and Topin, "Super-convergence", 2018, with the form and the numbers of PyTorch's
/// `OneCycleLR`; the momentum is left alone (its `cycle_momentum=False`).
public struct OneCycleSchedule: Schedule, Equatable {
  public static let keyword = "onecycle"
  public static let usage = ":steps[:peak[:first[:last]]]"

  /// Of the whole cycle.
  public let steps: Int
  /// Where in the cycle the full rate is reached, as a part of it.
  public let peak: Double
  /// The first rate, as a share of the full one.
  public let first: Double
  /// The last rate, as a share of the first one.
  public let last: Double

  /// - Parameters:
  ///   - steps: at least 2.
  ///   - peak: between 0 and 1.
  ///   - first: from 0 to 1.
  ///   - last: from 0 to 1.
  public init(steps: Int, peak: Double = 0.3, first: Double = 0.04, last: Double = 1e-4) {
    precondition(
      steps >= 2 && peak > 0 && peak < 1 && (0...1).contains(first) && (0...1).contains(last),
      "a cycle of \(steps) steps with \(peak), \(first) and \(last)")
    self.steps = steps
    self.peak = peak
    self.first = first
    self.last = last
  }

  public init(arguments: [String]) throws(SettingsError) {
    guard !arguments.isEmpty else { throw Self.refuse(arguments) }
    let numbers = try Self.numbers(arguments, defaults: [2, 0.3, 0.04, 1e-4]) { index, number in
      switch index {
      case 0: number >= 2 && number <= mostScheduledSteps
      case 1: number > 0 && number < 1
      default: (0...1).contains(number)
      }
    }
    self.init(steps: Int(numbers[0]), peak: numbers[1], first: numbers[2], last: numbers[3])
  }

  public var specification: String {
    let isDefault = peak == 0.3 && first == 0.04 && last == 1e-4
    return "\(Self.keyword):\(steps)" + (isDefault ? "" : ":\(peak):\(first):\(last)")
  }

  public func factor(at step: Int) -> Double {
    // As PyTorch counts: the last step is the end, and the peak lies a step before its part.
    let top = peak * Double(steps) - 1
    let end = Double(steps - 1)
    let now = min(Double(step), end)
    if now <= top { return 1 + (first - 1) * HalfCosine.falling(now / top) }
    let least = first * last
    return least + (1 - least) * HalfCosine.falling(min((now - top) / (end - top), 1))
  }
}
