/// A straight line from next to nothing up to the full rate, which then stays: step s of n has the
/// factor (s + 1) / n.
public struct WarmUpSchedule: Schedule, Equatable {
  public static let keyword = "warmup"
  public static let usage = ":steps"

  /// Steps until the full rate.
  public let steps: Int

  /// - Parameter steps: at least 1.
  public init(steps: Int) {
    precondition(steps >= 1, "a warm-up of \(steps) steps")
    self.steps = steps
  }

  public init(arguments: [String]) throws(SettingsError) {
    guard !arguments.isEmpty else { throw Self.refuse(arguments) }
    let numbers = try Self.numbers(arguments, defaults: [1]) { _, steps in
      steps >= 1 && steps <= mostScheduledSteps
    }
    self.init(steps: Int(numbers[0]))
  }

  public var specification: String { "\(Self.keyword):\(steps)" }

  public func factor(at step: Int) -> Double {
    step + 1 >= steps ? 1 : Double(step + 1) / Double(steps)
  }
}
