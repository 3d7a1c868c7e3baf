/// What a name in a graph stands for.
enum OnnxValue {
  case constant(OnnxConstant)
  case numbers(OnnxNumbers)
  /// Zeros of any shape: the states that a layer begins with.
  case zeros
  case flow(OnnxFlow)
  /// The last states of layers, one behind the other, a direction each: [batch, features] of every one.
  case states([OnnxFlow])
  /// What is no part of a layer of Skein; a fault only where the output depends on it.
  case refused(OnnxError)
}

/// An axis of what flows through a network.
struct OnnxAxis: Equatable {
  enum Role: Equatable {
    case batch, steps, features
    /// Forward, or forward and backward.
    case directions
    /// Of extent 1, without a meaning.
    case unit
  }

  var role: Role
  /// Nil for any.
  var extent: Int?
}

/// Whole numbers that say shapes, axes and places: a vector, or a single one.
struct OnnxNumbers {
  /// More than any shape has.
  static let most = 32

  enum Item: Equatable {
    case number(Int)
    /// As long as an axis of the input is, whatever that is.
    case extent(OnnxAxis.Role)
  }

  var items: [Item]
  var isSingle: Bool

  /// Those that are known, if all are.
  var known: [Int]? {
    let numbers = items.compactMap { if case .number(let number) = $0 { number } else { nil } }
    return numbers.count == items.count ? numbers : nil
  }
}

/// What the layers so far have made of the input.
struct OnnxFlow {
  /// The last of these layers, among the steps of the reading.
  var step: Int
  /// In the order in which they lie in memory.
  var axes: [OnnxAxis]
  /// Which part of a layer in two directions it is; nil for all.
  var direction: Int?
  /// Which step of such a part; nil for all.
  var place: Place?
  /// Whether fractions of it are gone.
  var isRounded = false
  /// How far a function has come that takes several operations.
  var part: Part?

  enum Place: Equatable {
    case first, last
  }

  enum Part: Equatable {
    /// Of x · ½ · (1 + erf(x / √2)), in the orders in which programs write it.
    case divided, erf, onePlus, halfOnePlus, half, times
    /// Whether x is so large that it is its own softplus.
    case large
    /// Of the input: the last number of each step, which an entity has, the numbers before it, and the entity's
    /// vector.
    case entity, measured, vector
  }

  init(step: Int, axes: [OnnxAxis]) {
    self.step = step
    self.axes = axes
  }

  /// Whether it is all that the last layer gives.
  var isWhole: Bool { direction == nil && place == nil && part == nil && !isRounded }

  func axis(_ role: OnnxAxis.Role) -> Int? { axes.firstIndex { $0.role == role } }

  /// Whether a layer can take it: its features stand last, behind steps and batch in any order.
  var isInput: Bool {
    isWhole && axes.last?.role == .features
      && axes.dropLast().allSatisfy { $0.role == .batch || $0.role == .steps }
  }
}
