/// The learning rate of each step, as a factor of the rate that the options and callbacks give.
///
/// A value that is addressed by the step, never drawn in turn, so that a resumed training has the
/// same rates. Use +, −, ×, ÷ and √ alone: the C library's functions differ in the last bit from
/// machine to machine. A new schedule is one file that conforms, and one line in `ScheduleCatalog`.
public protocol Schedule: Specified {
  /// What the rate is multiplied with, 0 or more.
  ///
  /// - Parameter step: from 0, counted over all epochs and trainings of one trainer.
  func factor(at step: Int) -> Double
}

/// The schedules that settings can name.
public enum ScheduleCatalog {
  /// A new kind of schedule is added here.
  public static let kinds: [any Schedule.Type] = [
    ConstantSchedule.self, StepSchedule.self, ExponentialSchedule.self, CosineSchedule.self,
    OneCycleSchedule.self, WarmUpSchedule.self,
  ]

  /// The schedule of a specification such as `cosine:1000`.
  public static func schedule(of specification: String) throws(SettingsError) -> any Schedule {
    let value = try Specification.value(of: specification, among: kinds)
    guard let schedule = value as? any Schedule else {
      preconditionFailure("\(specification) is no schedule")
    }
    return schedule
  }
}

/// The most steps that a schedule can be told of: below 2⁵³, where every count is a double.
let mostScheduledSteps = 1e15

/// The same rate in every step.
public struct ConstantSchedule: Schedule, Unargued, Equatable {
  public static let keyword = "constant"

  public init() {}

  public func factor(at step: Int) -> Double { 1 }
}
