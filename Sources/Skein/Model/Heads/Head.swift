/// What is made of a model's output: the loss that training makes small, and what that asks of the
/// last layer.
///
/// A new head is one file that conforms, and one line in `HeadCatalog`. Letters: R the rows of a
/// pass, V the vectors of each row, F the features of each vector.
public protocol Head: Specified {
  /// What the loss is called in pictures and tables: `mean squared error`.
  var measure: String { get }

  /// Numbers that a row of targets needs for an output of a shape.
  func targets(for output: LayerShape) -> Int

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
  /// - Throws: `ModelError` when the last layer gives no such output as the targets need.
  package func check(_ model: Model, targets: Int) throws {
    guard let layer = model.architecture.layers.last else { throw ModelError.emptySpecification }
    let output = model.output
    if self.targets(for: output) == targets { return }
    if output.steps != nil { throw ModelError.endsInSequence(layer: layer.specification) }
    throw ModelError.wrongOutputs(
      layer: layer.specification, outputs: self.targets(for: output), targets: targets)
  }
}
