/// The rate multiplied with a factor after every so many steps.
public struct StepSchedule: Schedule, Equatable {
  public static let keyword = "step"
  public static let usage = ":every[:factor]"

  /// Steps with one rate.
  public let every: Int
  public let factor: Double

  /// - Parameters:
  ///   - every: at least 1.
  ///   - factor: from 0 to 1.
  public init(every: Int, factor: Double = 0.1) {
    precondition(every >= 1 && factor >= 0 && factor <= 1, "\(factor) every \(every) steps")
    self.every = every
    self.factor = factor
  }

  public init(arguments: [String]) throws(SettingsError) {
    guard !arguments.isEmpty else { throw Self.refuse(arguments) }
    let numbers = try Self.numbers(arguments, defaults: [1, 0.1]) { index, number in
      index == 0 ? number >= 1 && number <= mostScheduledSteps : number >= 0 && number <= 1
    }
    self.init(every: Int(numbers[0]), factor: numbers[1])
  }

  public var specification: String {
    "\(Self.keyword):\(every)" + (factor == 0.1 ? "" : ":\(factor)")
  }

  /// By squaring, in a fixed order. Cost: the logarithm of the number of falls.
  public func factor(at step: Int) -> Double {
    var falls = step / every
    var power = factor
    var product = 1.0
    while falls > 0 {
      if falls & 1 == 1 { product *= power }
      power *= power
      falls >>= 1
    }
    return product
  }
}
