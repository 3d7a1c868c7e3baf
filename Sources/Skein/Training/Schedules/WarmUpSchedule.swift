/// A straight line from next to nothing up to the full rate, step s of n with the factor (s + 1) / n, and
/// then another schedule, which begins where the line ends: `warmup:100:cosine:900`.
public struct WarmUpSchedule: Schedule {
  public static let keyword = "warmup"
  public static let usage = ":steps[:schedule]"

  /// Steps until the full rate.
  public let steps: Int
  /// What follows, its steps counted from the end of the warm-up.
  public let next: any Schedule

  /// - Parameters:
  ///   - steps: at least 1.
  ///   - next: what follows; the full rate by itself.
  public init(steps: Int, then next: any Schedule = ConstantSchedule()) {
    precondition(steps >= 1, "a warm-up of \(steps) steps")
    self.steps = steps
    self.next = next
  }

  public init(arguments: [String]) throws(SettingsError) {
    guard let first = arguments.first else { throw Self.refuse(arguments) }
    let numbers = try Self.numbers([first], defaults: [1]) { _, steps in
      steps >= 1 && steps <= mostScheduledSteps
    }
    let rest = arguments.dropFirst()
    let next: any Schedule =
      rest.isEmpty
      ? ConstantSchedule() : try ScheduleCatalog.schedule(of: rest.joined(separator: ":"))
    self.init(steps: Int(numbers[0]), then: next)
  }

  public var specification: String {
    let text = "\(Self.keyword):\(steps)"
    return next is ConstantSchedule ? text : "\(text):\(next.specification)"
  }

  public func factor(at step: Int) -> Double {
    if step >= steps { return next.factor(at: step - steps) }
    return Double(step + 1) / Double(steps) * next.factor(at: 0)
  }
}
