/// An optimizer that keeps an average of the weights in a slot of its own, after the other's: checkpoints,
/// resumes and memory estimates know it by that.
struct AveragingOptimizer: Optimizer {
  /// Made of an optimizer and an average, not of a text.
  static let keyword = "averaging"
  static let usage = ""

  private var optimizer: any Optimizer
  private let average: any WeightAverage
  /// Steps so far.
  private var steps = 0.0
  private var share = 1.0

  init(_ optimizer: any Optimizer, _ average: any WeightAverage) {
    self.optimizer = optimizer
    self.average = average
  }

  init(arguments: [String]) throws(SettingsError) { throw Self.refuse(arguments) }

  var specification: String { optimizer.specification }

  var slots: [String] { optimizer.slots + ["average"] }

  /// The other's, then the count of steps.
  var numbers: [Double] {
    get { optimizer.numbers + [steps] }
    set {
      optimizer.numbers = Array(newValue.dropLast())
      steps = newValue[newValue.count - 1]
    }
  }

  var hasSoundNumbers: Bool {
    optimizer.hasSoundNumbers && steps >= 0 && steps <= mostScheduledSteps
      && steps == steps.rounded()
  }

  mutating func advance() {
    optimizer.advance()
    share = average.share(at: Int(steps))
    steps += 1
  }

  func update(_ run: ParameterRun) {
    optimizer.update(run)
    follow(run)
  }

  /// The average goes on towards weights that stay.
  var followsWeights: Bool { share > 0 }

  func follow(_ run: ParameterRun) {
    let slot = optimizer.slots.count
    if share == 1 {
      run.slot(slot).update(from: run.weights, count: run.count)
    } else if share > 0 {
      let share = FourFloats(Float(share))
      run.forEachFour { $0[slot] = $0[slot] + share * ($0.weight - $0[slot]) }
    }
  }
}
