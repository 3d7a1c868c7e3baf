/// What has to be done for a batch: all that a choice of teams is made from.
package struct BatchWork: Sendable {
  /// A layer that is driven over time, one step after the other.
  struct Recurrence: Sendable {
    /// T, I, H and G.
    var steps: Int
    var inputs: Int
    var units: Int
    var gates: Int
    /// Whether its forward panels are as wide as its backward ones.
    var hasColumns: Bool
    /// Whether the gradient of its input is wanted.
    var isAboveAnother: Bool
  }

  let recurrences: [Recurrence]
  /// Floating-point operations of the other layers' forward pass for a row.
  let otherFlops: Double
  let parameters: Int
  /// Of the batch, and what fixes its shards.
  let rows: Int
  let batchSize: Int
  let isTraining: Bool

  /// - Parameters:
  ///   - rows: of the batch; an epoch's last may be smaller.
  /// - Throws: `ModelError` when the layers do not fit each other.
  package init(
    _ architecture: Sequential, input: LayerShape, rows: Int, batchSize: Int, isTraining: Bool
  ) throws {
    let outputs = try architecture.outputShapes(for: input)
    var recurrences: [Recurrence] = []
    var otherFlops = 0.0
    var parameters = 0
    for (index, layer) in architecture.layers.enumerated() {
      let shape = index == 0 ? input : outputs[index - 1]
      for parameter in layer.parameters(for: shape) {
        parameters += parameter.rows * parameter.columns
      }
      try add(layer, shape, isAboveAnother: index > 0)
    }
    func add(_ layer: any Layer, _ shape: LayerShape, isAboveAnother: Bool) throws {
      if let recurrent = layer as? any RecurrentLayer {
        recurrences.append(
          Recurrence(
            steps: shape.vectors, inputs: shape.features, units: recurrent.units,
            gates: recurrent.cell.gates, hasColumns: recurrent.cell.hasColumns,
            isAboveAnother: isAboveAnother))
      } else if let nesting = layer as? any NestingLayer {
        for run in try nesting.runs(for: shape) {
          try add(run.layer, run.input, isAboveAnother: isAboveAnother)
        }
      } else {
        otherFlops += Double(layer.forwardFlops(for: shape))
      }
    }
    self.recurrences = recurrences
    self.otherFlops = otherFlops
    self.parameters = parameters
    self.rows = rows
    self.batchSize = batchSize
    self.isTraining = isTraining
  }

  /// Bytes that the members of a team write for each other for a row: states, and for training the gates'
  /// gradients.
  package var teamBytesPerRow: Double {
    recurrences.reduce(0) { sum, layer in
      let numbers = 1 + (isTraining ? layer.gates : 0)
      return sum + 4 * Double(layer.steps) * Double(layer.units) * Double(numbers)
    }
  }

  /// Of a training's batch.
  package init(_ model: Model, training rows: Int, batchSize: Int) throws {
    try self.init(
      model.architecture, input: model.input, rows: rows, batchSize: batchSize, isTraining: true)
  }

  /// Of predictions.
  package init(_ model: Model, predicting rows: Int) throws {
    try self.init(
      model.architecture, input: model.input, rows: rows, batchSize: rows, isTraining: false)
  }
}
