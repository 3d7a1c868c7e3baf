import Skein

/// How far two tensors are apart.
enum TensorDistance {
  /// ‖a − b‖₂ / ‖b‖₂ over all elements; NaN is infinitely far.
  static func relative(_ a: [Double], to b: [Double]) -> Double {
    precondition(a.count == b.count, "\(a.count) and \(b.count) numbers")
    let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let size = b.reduce(0) { $0 + $1 * $1 }
    if difference == 0 { return 0 }
    let ratio = (difference / size).squareRoot()
    return ratio.isNaN ? .infinity : ratio
  }

  /// max |a − b| / max |b|; NaN is infinitely far.
  static func largest(_ a: [Double], to b: [Double]) -> Double {
    precondition(a.count == b.count, "\(a.count) and \(b.count) numbers")
    let difference = zip(a, b).map { ($0 - $1).magnitude }.max() ?? 0
    if !a.allSatisfy(\.isFinite) { return .infinity }
    if difference == 0 { return 0 }
    return difference / (b.map(\.magnitude).max() ?? 0)
  }
}

extension Trainer {
  /// The gradient of the one step that this trainer has made, in the layout of the weights.
  ///
  /// Adam's first moment after one step is (1 − β₁)·gradient, rounded once.
  func gradientOfFirstStep() -> [Double] {
    let rate = Double(Float(1 - Adam().firstDecay))
    return slot("first_moments").map { Double($0) / rate }
  }

  /// An array of the optimizer, empty where it has none of that name.
  func slot(_ name: String) -> [Float] { progress.slot(name) ?? [] }

  /// All arrays of the optimizer, by bit pattern.
  var slotBits: [[UInt32]] {
    progress.tensors.slots.map { $0.elements.map(\.bitPattern) }
  }
}
