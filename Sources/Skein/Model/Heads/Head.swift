/// What is made of a model's output: the loss that training makes small, and what that asks of the
/// last layer.
///
/// A new head is one file that conforms, and one line in `HeadCatalog`. Letters: R the rows of a
/// pass, V the vectors of each row, F the features of each vector.
public protocol Head: Specified {
  /// What the loss is called in pictures and tables: `mean squared error`.
  var measure: String { get }

  /// How many numbers of the output stand for each target; 1 unless a head says otherwise.
  var outputsPerTarget: Int { get }

  /// What the output says once it was read; the target itself unless a head says otherwise.
  var reading: HeadReading { get }

  /// Which targets make sense; any number unless a head says otherwise.
  var domain: TargetDomain { get }

  /// Numbers that a row of targets needs for an output of a shape.
  func targets(for output: LayerShape) -> Int

  /// Numbers that each vector of an output must have for so many targets in it; nil where any number
  /// above 1 will do.
  func outputs(forTargets targets: Int) -> Int?

  /// Terms that a row's loss is the sum of: the loss of a batch is the mean over all terms of all
  /// rows.
  func terms(for output: LayerShape) -> Int

  /// The summed loss of one row, and the gradient of `scale` times it.
  ///
  /// - Parameters:
  ///   - row: what the model gave and what it should have given.
  ///   - scale: what the loss is multiplied with before the gradient is taken.
  ///   - gradient: receives a number for each number of the row, at the same places of an array that
  ///     is laid out as the outputs are; nil where only the loss is wanted.
  func loss(
    of row: HeadRow, scale: Float, gradient: UnsafeMutablePointer<Float>?
  ) -> Double

  /// Makes of the raw numbers for one target, or of a whole vector where they are classes, what
  /// `reading` says.
  ///
  /// - Parameters:
  ///   - outputs: [count], read and replaced.
  ///   - count: of the outputs.
  func read(_ outputs: UnsafeMutablePointer<Float>, count: Int)

  /// The number that a target does not exceed with a probability: of a head that tells one number that
  /// number, of classes nothing that makes sense.
  ///
  /// - Parameters:
  ///   - probability: above 0 and below 1.
  ///   - numbers: [count], as `read` leaves them.
  ///   - count: of the numbers.
  func quantile(
    _ probability: Double, of numbers: UnsafePointer<Float>, count: Int
  ) -> Double

  /// The continuous ranked probability score of a target, in the scale of the training: the integral of
  /// (F(x) − 1{x ≥ y})² over all x, where F is the distribution that is told; nil where none is, or the score
  /// has no closed form.
  ///
  /// Source: Gneiting and Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA 102
  /// (2007).
  ///
  /// - Parameters:
  ///   - target: in the scale of the training.
  ///   - numbers: [outputsPerTarget], as `read` leaves them.
  func rankedScore(_ target: Double, of numbers: UnsafePointer<Float>) -> Double?
}

extension Head {
  public var outputsPerTarget: Int { 1 }
  public var reading: HeadReading { .value }
  public var domain: TargetDomain { .numbers }
  public func outputs(forTargets targets: Int) -> Int? { targets * outputsPerTarget }
  public func read(_ outputs: UnsafeMutablePointer<Float>, count: Int) {}

  public func quantile(
    _ probability: Double, of numbers: UnsafePointer<Float>, count: Int
  ) -> Double {
    Double(numbers[0])
  }

  public func rankedScore(_ target: Double, of numbers: UnsafePointer<Float>) -> Double? { nil }
}

/// One row of a model's output, and what it should have been.
public struct HeadRow {
  /// [V, R, stride], of which F count.
  public var outputs: Activations
  /// R, the rows of the pass.
  public var rows: Int
  /// This one.
  public var row: Int
  /// As many as `Head.targets(for:)` says.
  public var targets: UnsafePointer<Float>

  public init(
    outputs: Activations, rows: Int, row: Int, targets: UnsafePointer<Float>
  ) {
    self.outputs = outputs
    self.rows = rows
    self.row = row
    self.targets = targets
  }

  /// Where the row's features of one vector begin, in the outputs and in their gradient.
  @inline(__always)
  public func place(ofVector vector: Int) -> Int { (vector * rows + row) * outputs.stride }
}

extension Head {
  /// - Throws: `ModelError` when the last layer gives no such output as the loss and the targets need.
  package func check(_ architecture: Sequential, output: LayerShape, targets: Int) throws {
    guard let layer = architecture.layers.last else { throw ModelError.emptySpecification }
    let outputs = output.features
    let perVector = targets / output.vectors
    let needed = self.outputs(forTargets: perVector)
    if self.targets(for: output) == targets, needed.map({ $0 == outputs }) ?? (outputs > 1) {
      return
    }
    if output.steps != nil, targets % output.vectors != 0 {
      throw ModelError.endsInSequence(layer: layer.specification)
    }
    if needed == targets {
      throw ModelError.wrongOutputs(
        layer: layer.specification, outputs: self.targets(for: output), targets: targets)
    }
    throw ModelError.lossNeedsOutputs(
      loss: specification, layer: layer.specification, outputs: outputs, targets: perVector,
      needed: needed)
  }
}
