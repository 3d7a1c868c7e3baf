/// Which average of the weights becomes the model's: a function of the step alone, so that it does not
/// depend on when a training was stopped and resumed.
///
/// A new average is one file that conforms, and one line in `AverageCatalog`.
public protocol WeightAverage: Specified {
  /// By how much of the way the average goes to the weights after a step, from 0, where it stays, to 1,
  /// where it is the weights. Use +, −, ×, ÷ and √ alone.
  ///
  /// - Parameter step: from 0, counted over all trainings of a trainer.
  func share(at step: Int) -> Double
}

/// The averages that settings can name.
public enum AverageCatalog {
  /// A new kind of average is added here.
  public static let kinds: [any WeightAverage.Type] = [
    ExponentialAverage.self, StochasticAverage.self,
  ]

  /// The average of a specification such as `ema:0.999`.
  public static func average(of specification: String) throws(SettingsError) -> any WeightAverage {
    let value = try Specification.value(of: specification, among: kinds)
    guard let average = value as? any WeightAverage else {
      preconditionFailure("\(specification) is no average")
    }
    return average
  }
}

/// The exponential moving average: after the first step the weights, then
/// a ← a + (1 − decay) · (w − a) after each.
///
/// Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", SIAM J. Control
/// Optim. 30 (1992); PyTorch's `AveragedModel` with `get_ema_multi_avg_fn`, Keras's `use_ema`.
public struct ExponentialAverage: WeightAverage, Equatable {
  public static let keyword = "ema"
  public static let usage = "[:decay]"

  public let decay: Double

  /// - Parameter decay: what a step keeps of the average, from 0 to less than 1.
  public init(decay: Double = 0.999) {
    precondition((0..<1).contains(decay), "an average that keeps \(decay)")
    self.decay = decay
  }

  public init(arguments: [String]) throws(SettingsError) {
    let numbers = try Self.numbers(arguments, defaults: [0.999]) { _, decay in
      (0..<1).contains(decay)
    }
    decay = numbers[0]
  }

  public var specification: String { decay == 0.999 ? Self.keyword : "\(Self.keyword):\(decay)" }

  public func share(at step: Int) -> Double { step == 0 ? 1 : 1 - decay }
}

/// Stochastic weight averaging: from a step on, the mean of the weights after every so many steps; before
/// it, the weights themselves.
///
/// Source: Izmailov et al., "Averaging weights leads to wider optima and better generalization", UAI
/// 2018; PyTorch's `AveragedModel`.
public struct StochasticAverage: WeightAverage, Equatable {
  public static let keyword = "swa"
  public static let usage = ":start[:every]"

  /// The first step whose weights count, from 0.
  public let start: Int
  /// Steps from one that counts to the next.
  public let every: Int

  /// - Parameters:
  ///   - start: 0 or more.
  ///   - every: at least 1.
  public init(start: Int, every: Int = 1) {
    precondition(start >= 0 && every >= 1, "an average from step \(start), every \(every)")
    self.start = start
    self.every = every
  }

  public init(arguments: [String]) throws(SettingsError) {
    guard !arguments.isEmpty else { throw Self.refuse(arguments) }
    let numbers = try Self.numbers(arguments, defaults: [0, 1]) { index, number in
      number >= Double(index) && number <= mostScheduledSteps
    }
    self.init(start: Int(numbers[0]), every: Int(numbers[1]))
  }

  public var specification: String {
    "\(Self.keyword):\(start)" + (every == 1 ? "" : ":\(every)")
  }

  public func share(at step: Int) -> Double {
    if step < start { return 1 }
    let since = step - start
    return since % every == 0 ? 1 / Double(since / every + 1) : 0
  }
}
