/// The cross-entropy of classes: each vector of the output has a number for each of C classes, whose
/// softmax is their probabilities, and one target, the number of its class from 0.
///
/// Σ over c of wᶜ · y′ᶜ · −ln softmax(x)ᶜ, with y′ = 1 − smoothing for the target's class and
/// smoothing / C for each. Source: PyTorch's `CrossEntropyLoss` with `label_smoothing` and `weight`; but
/// the mean is over all targets, as with Keras's class weights, not over their weights' sum.
///
/// Cost: an exponential for each class, in single precision; the sum of them in double precision.
public struct CategoricalCrossEntropy: Head, Hashable {
  public static let keyword = "crossentropy"
  public static let usage = "[:smoothing=…][:weights=w0/w1/…]"

  /// What is taken from the target's class and dealt out to all, from 0 to 1.
  public let smoothing: Double
  /// What each class's loss is multiplied with, in their order; empty for alike.
  public let weights: [Double]

  /// - Parameters:
  ///   - smoothing: from 0 to 1.
  ///   - weights: of the classes, 0 or more; empty for alike.
  public init(smoothing: Double = 0, weights: [Double] = []) {
    precondition((0...1).contains(smoothing), "a label smoothing of \(smoothing)")
    precondition(weights.allSatisfy { $0 >= 0 && $0.isFinite }, "class weights \(weights)")
    self.smoothing = smoothing
    self.weights = weights
  }

  public init(arguments: [String]) throws(SettingsError) {
    let prefix = "weights="
    let lists = arguments.filter { $0.hasPrefix(prefix) }
    var given = SpecifiedArguments(arguments.filter { !$0.hasPrefix(prefix) }, of: Self.self)
    let smoothing = try given.number("smoothing", default: 0) { (0...1).contains($0) }
    try given.finish()
    let words = lists.first?.dropFirst(prefix.count).split(
      separator: "/", omittingEmptySubsequences: false)
    let weights = (words ?? []).compactMap { Double($0) }
    guard lists.count <= 1, weights.count == words?.count ?? 0,
      weights.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { throw Self.refuse(arguments) }
    self.init(smoothing: smoothing, weights: weights)
  }

  public var specification: String {
    let list = weights.map { "\($0)" }.joined(separator: "/")
    return Self.text(
      [("smoothing", smoothing, 0)], words: weights.isEmpty ? [] : ["weights=\(list)"])
  }

  public var measure: String { "mean cross-entropy" }
  public let reading = HeadReading.probabilities
  public var domain: TargetDomain { .classes }

  public func targets(for output: LayerShape) -> Int { output.vectors }
  public func terms(for output: LayerShape) -> Int { output.vectors }

  public func outputs(forTargets targets: Int) -> Int? { weights.isEmpty ? nil : weights.count }

  public func loss(
    of row: HeadRow, scale: Float, gradient: UnsafeMutablePointer<Float>?
  ) -> Double {
    var sum = 0.0
    for vector in 0..<row.outputs.vectors {
      let place = row.place(ofVector: vector)
      sum += loss(
        of: row.outputs.values + place, classes: row.outputs.features,
        target: row.targets[vector], scale: scale, gradient: gradient.map { $0 + place })
    }
    return sum
  }

  /// The loss of one vector.
  private func loss(
    of x: UnsafePointer<Float>, classes: Int, target: Float, scale: Float,
    gradient: UnsafeMutablePointer<Float>?
  ) -> Double {
    // Targets were checked before; this keeps a wrong one from reading beyond the vector.
    guard let target = Int(exactly: target), (0..<classes).contains(target) else { return .nan }
    let softmax = Softmax(x, count: classes, into: gradient)
    let spread = smoothing / Double(classes)
    let own = (1 - smoothing) * weight(target)
    var loss = own * (softmax.logOfSum - (Double(x[target]) - softmax.largest))
    if spread > 0 {
      for index in 0..<classes {
        let surprise = softmax.logOfSum - (Double(x[index]) - softmax.largest)
        loss += spread * weight(index) * surprise
      }
    }
    if let gradient {
      // p · Σ of all weights, less each class's own.
      let all = own + spread * (weights.isEmpty ? Double(classes) : weights.reduce(0, +))
      let factor = Float(all / softmax.sum) * scale
      for index in 0..<classes { gradient[index] *= factor }
      if spread > 0 {
        for index in 0..<classes { gradient[index] -= Float(spread * weight(index)) * scale }
      }
      gradient[target] -= Float(own) * scale
    }
    return loss
  }

  @inline(__always)
  private func weight(_ index: Int) -> Double { weights.isEmpty ? 1 : weights[index] }

  public func read(_ outputs: UnsafeMutablePointer<Float>, count: Int) {
    let softmax = Softmax(outputs, count: count, into: outputs)
    let factor = Float(1 / softmax.sum)
    for index in 0..<count { outputs[index] *= factor }
  }
}

/// What a softmax is made of, without overflow.
struct Softmax {
  /// The largest number, which is taken from all.
  let largest: Double
  /// Σ e^(xᶜ − largest)
  let sum: Double
  let logOfSum: Double

  /// - Parameters:
  ///   - x: [count]
  ///   - exponentials: [count], receives e^(xᶜ − largest); may be `x`. Nil where nobody wants them.
  init(_ x: UnsafePointer<Float>, count: Int, into exponentials: UnsafeMutablePointer<Float>?) {
    var most = x[0]
    // A NaN is never above, so it must be found in the sum.
    for index in 1..<count where x[index] > most { most = x[index] }
    var sum = 0.0
    if let exponentials {
      for index in 0..<count { exponentials[index] = Numerics.expOfNegative(x[index] - most) }
      for index in 0..<count { sum += Double(exponentials[index]) }
    } else {
      for index in 0..<count { sum += Double(Numerics.expOfNegative(x[index] - most)) }
    }
    largest = Double(most)
    self.sum = sum
    logOfSum = Numerics.log(sum)
  }
}
