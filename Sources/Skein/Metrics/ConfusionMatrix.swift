/// How often samples of each class were taken for each: what accuracy, precision, recall and F1 are made
/// of.
public struct ConfusionMatrix: Sendable, Equatable {
  public let classes: Int
  /// [classes, classes]: rows are what samples are, columns what they were taken for.
  public let counts: [Int]

  /// - Parameters:
  ///   - classes: at least 1.
  ///   - count: samples.
  ///   - pair: what the i-th one is and what it was taken for, both in 0..<classes.
  public init(classes: Int, count: Int, pair: (Int) -> (actual: Int, predicted: Int)) {
    precondition(classes >= 1 && count >= 0, "\(count) samples of \(classes) classes")
    var counts = [Int](repeating: 0, count: classes * classes)
    for index in 0..<count {
      let (actual, predicted) = pair(index)
      precondition(
        (0..<classes).contains(actual) && (0..<classes).contains(predicted),
        "class \(actual), taken for \(predicted), of \(classes)")
      counts[actual * classes + predicted] += 1
    }
    self.classes = classes
    self.counts = counts
  }

  /// Samples of one class that were taken for another.
  public subscript(actual: Int, predicted: Int) -> Int { counts[actual * classes + predicted] }

  /// All samples.
  public var total: Int { counts.reduce(0, +) }

  /// Samples that are of a class.
  public func samples(of one: Int) -> Int { (0..<classes).reduce(0) { $0 + self[one, $1] } }

  /// Samples that were taken for a class.
  public func taken(for one: Int) -> Int { (0..<classes).reduce(0) { $0 + self[$1, one] } }

  /// The part of all samples that were taken for what they are; NaN without samples.
  public var accuracy: Double {
    Double((0..<classes).reduce(0) { $0 + self[$1, $1] }) / Double(total)
  }

  /// Of the samples taken for a class, the part that is of it; 0 where none was.
  public func precision(of one: Int) -> Double { part(self[one, one], of: taken(for: one)) }

  /// Of the samples of a class, the part that was taken for it; 0 where there is none.
  public func recall(of one: Int) -> Double { part(self[one, one], of: samples(of: one)) }

  /// The harmonic mean of a class's precision and recall: 2·TP / (2·TP + FP + FN); 0 where the class
  /// neither is nor was told.
  public func f1(of one: Int) -> Double {
    part(2 * self[one, one], of: samples(of: one) + taken(for: one))
  }

  /// The mean of the classes' F1, each class counting alike, of those that are or were told.
  public var macroF1: Double {
    let known = (0..<classes).filter { samples(of: $0) + taken(for: $0) > 0 }
    return known.reduce(0) { $0 + f1(of: $1) } / Double(known.count)
  }

  /// The mean of the classes' F1, each counting as often as it has samples.
  public var weightedF1: Double {
    (0..<classes).reduce(0) { $0 + Double(samples(of: $1)) * f1(of: $1) } / Double(total)
  }

  private func part(_ some: Int, of all: Int) -> Double {
    all == 0 ? 0 : Double(some) / Double(all)
  }
}
