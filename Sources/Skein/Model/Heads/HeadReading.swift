/// What the numbers of an output say, once a head has read them.
public enum HeadReading: Sendable, Hashable {
  /// The target itself.
  case value
  /// The target's quantiles, rising.
  case quantiles([Double])
  /// A distribution's numbers by name; the first one is its mean.
  case distribution([String])
  /// The probability of a 1.
  case probability
  /// The probability of each class.
  case probabilities

  /// Of the numbers that stand for one target, the one that stands for it alone: the middle quantile, the
  /// mean. Nil for classes, where it is the place of the largest.
  public var point: Int? {
    switch self {
    case .value, .distribution, .probability: 0
    case .quantiles(let quantiles):
      quantiles.indices.min { (quantiles[$0] - 0.5).magnitude < (quantiles[$1] - 0.5).magnitude }
    case .probabilities: nil
    }
  }

  /// The probabilities of the quantiles that results tell of: those that the head tells, or a few of a
  /// distribution's.
  var toldQuantiles: [Double] {
    switch self {
    case .quantiles(let quantiles): quantiles
    case .distribution: [0.1, 0.5, 0.9]
    case .value, .probability, .probabilities: []
    }
  }

  /// Whether there are numbers between which a target may lie.
  public var hasBands: Bool {
    switch self {
    case .value, .quantiles, .distribution: true
    case .probability, .probabilities: false
    }
  }
}

/// Which numbers make sense as targets.
public enum TargetDomain: Sendable, Hashable {
  case numbers
  /// 0, 1, 2, …
  case counts
  /// From 0 to 1.
  case shares
  /// Whole, from 0 to less than the number of classes.
  case classes

  /// Whether a target makes sense for an output of so many features.
  func holds(_ target: Float, features: Int) -> Bool {
    switch self {
    case .numbers: true
    case .counts: target >= 0 && target == target.rounded(.down) && target.isFinite
    case .shares: (0...1).contains(target)
    case .classes: target >= 0 && target < Float(features) && target == target.rounded(.down)
    }
  }

  /// The nearest number that may be a bound of targets.
  func clamped(_ bound: Double) -> Double {
    switch self {
    case .counts: max(bound, 0)
    case .shares: min(max(bound, 0), 1)
    case .numbers, .classes: bound
    }
  }

  /// As in “takes …”.
  func text(features: Int) -> String {
    switch self {
    case .numbers: "any number"
    case .counts: "counts: whole numbers from 0"
    case .shares: "numbers from 0 to 1"
    case .classes: "the numbers of \(features) classes: whole ones from 0 to \(features - 1)"
    }
  }
}
