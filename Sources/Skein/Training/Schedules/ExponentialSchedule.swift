/// The rate multiplied with a factor over every so many steps, a little in each: factor^(step / over).
///
/// Source: Keras's `ExponentialDecay`; PyTorch's `ExponentialLR` with `gamma` = factor where a step of
/// it is `over` steps. `StepSchedule` does the same in jumps.
public struct ExponentialSchedule: Schedule, Equatable {
  public static let keyword = "exponential"
  public static let usage = ":over[:factor]"

  /// Steps over which the rate falls by the factor.
  public let over: Int
  public let factor: Double
  private let logarithm: Double

  /// - Parameters:
  ///   - over: at least 1.
  ///   - factor: above 0, at most 1.
  public init(over: Int, factor: Double = 0.1) {
    precondition(over >= 1 && Self.isAllowed(factor), "a factor of \(factor) over \(over) steps")
    self.over = over
    self.factor = factor
    logarithm = Numerics.log(factor)
  }

  public init(arguments: [String]) throws(SettingsError) {
    guard !arguments.isEmpty else { throw Self.refuse(arguments) }
    let numbers = try Self.numbers(arguments, defaults: [1, 0.1]) { index, number in
      index == 0 ? number >= 1 && number <= mostScheduledSteps : Self.isAllowed(number)
    }
    self.init(over: Int(numbers[0]), factor: numbers[1])
  }

  private static func isAllowed(_ factor: Double) -> Bool {
    factor >= .leastNormalMagnitude && factor <= 1
  }

  public var specification: String {
    "\(Self.keyword):\(over)" + (factor == 0.1 ? "" : ":\(factor)")
  }

  public func factor(at step: Int) -> Double {
    Numerics.exp(logarithm * (Double(step) / Double(over)))
  }
}
