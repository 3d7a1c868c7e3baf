import Foundation
import Skein

/// A model computed plainly in double precision: the reference for outputs, losses and, by central
/// differences, gradients.
struct DoubleModel {
  typealias Vector = [Double]

  let model: Model
  /// In the layout of the weights.
  var weights: [Double]

  init(_ model: Model) {
    self.model = model
    weights = model.weights.values.map(Double.init)
  }

  func output(_ sequence: [Vector]) -> Vector {
    var values = sequence
    for (index, layer) in model.architecture.layers.enumerated() {
      let tensors = model.weights.layout.places.filter { $0.layer == index }.map(matrix)
      switch layer {
      case let layer as LSTM: values = Self.lstm(layer, tensors, values)
      case let layer as Dense: values = values.map { Self.dense(layer, tensors, $0) }
      case let layer as GRU: values = Self.gru(layer, tensors, values)
      case let layer as RNN: values = Self.recurrent(layer, tensors, values)
      default: preconditionFailure("no reference for a layer \(layer.title)")
      }
    }
    return values[values.count - 1]
  }

  func loss(_ loss: Loss, of dataset: Dataset) -> Double {
    var sum = 0.0
    var count = 0
    let series = dataset.scaledSeries
    for window in 0..<dataset.windows.count {
      let sequence = dataset.windows.inputRows(window).map { row in
        series.inputColumns.map { Double(series.value(row: row, column: $0)) }
      }
      let row = dataset.windows.targetRow(window)
      for (found, column) in zip(output(sequence), series.targetColumns) {
        let difference = found - Double(series.value(row: row, column: column))
        sum += Self.term(loss, difference)
        count += 1
      }
    }
    return sum / Double(count)
  }

  /// One number's loss, written down once more.
  static func term(_ loss: Loss, _ difference: Double) -> Double {
    switch loss.head {
    case is MeanSquaredError: return difference * difference
    case is MeanAbsoluteError: return difference.magnitude
    case let head as Huber:
      let delta = Double(head.delta)
      return difference.magnitude <= delta
        ? difference * difference / 2 : delta * (difference.magnitude - delta / 2)
    default: preconditionFailure("no reference for a loss \(loss.rawValue)")
    }
  }

  /// (loss(w + ε) − loss(w − ε)) / 2ε for every weight, padding left zero.
  mutating func gradient(_ loss: Loss, of dataset: Dataset) -> [Double] {
    let epsilon = 1e-5
    var gradient = [Double](repeating: 0, count: weights.count)
    for place in model.weights.layout.places {
      for index in place.offset..<place.offset + place.parameter.count {
        let weight = weights[index]
        weights[index] = weight + epsilon
        let above = self.loss(loss, of: dataset)
        weights[index] = weight - epsilon
        let below = self.loss(loss, of: dataset)
        weights[index] = weight
        gradient[index] = (above - below) / (2 * epsilon)
      }
    }
    return gradient
  }

  /// The rows of a tensor: [inputs][outputs].
  private func matrix(_ place: ParameterLayout.Place) -> [Vector] {
    let columns = place.parameter.columns
    return (0..<place.parameter.rows).map { row in
      Array(weights[place.offset + row * columns..<place.offset + (row + 1) * columns])
    }
  }

  private static func sums(_ bias: Vector, _ terms: (Vector, [Vector])...) -> Vector {
    var result = bias
    for (values, rows) in terms {
      for (value, row) in zip(values, rows) {
        for column in row.indices { result[column] += value * row[column] }
      }
    }
    return result
  }

  private static func dense(_ layer: Dense, _ tensors: [[Vector]], _ input: Vector) -> Vector {
    sums(tensors[1][0], (input, tensors[0])).map { x in
      switch layer.activation {
      case .linear: x
      case .sigmoid: sigmoid(x)
      case .tanh: tanh(x)
      case .relu: max(x, 0)
      }
    }
  }

  private static func lstm(_ layer: LSTM, _ tensors: [[Vector]], _ input: [Vector]) -> [Vector] {
    let units = layer.units
    var hidden = Vector(repeating: 0, count: units)
    var cell = hidden
    var states: [Vector] = []
    for x in input {
      let gates = sums(tensors[2][0], (x, tensors[0]), (hidden, tensors[1]))
      for unit in 0..<units {
        let i = sigmoid(gates[unit])
        let f = sigmoid(gates[units + unit])
        let g = tanh(gates[2 * units + unit])
        let o = sigmoid(gates[3 * units + unit])
        cell[unit] = f * cell[unit] + i * g
        hidden[unit] = o * tanh(cell[unit])
      }
      states.append(hidden)
    }
    return layer.returnSequences ? states : [hidden]
  }

  private static func gru(_ layer: GRU, _ tensors: [[Vector]], _ input: [Vector]) -> [Vector] {
    let units = layer.units
    var hidden = Vector(repeating: 0, count: units)
    var states: [Vector] = []
    let ownBias = Vector(repeating: 0, count: 2 * units) + tensors[3][0]
    for x in input {
      let fromInput = sums(tensors[2][0], (x, tensors[0]))
      let fromState = sums(ownBias, (hidden, tensors[1]))
      for unit in 0..<units {
        let r = sigmoid(fromInput[unit] + fromState[unit])
        let z = sigmoid(fromInput[units + unit] + fromState[units + unit])
        let n = tanh(fromInput[2 * units + unit] + r * fromState[2 * units + unit])
        hidden[unit] = (1 - z) * n + z * hidden[unit]
      }
      states.append(hidden)
    }
    return layer.returnSequences ? states : [hidden]
  }

  private static func recurrent(
    _ layer: RNN, _ tensors: [[Vector]], _ input: [Vector]
  ) -> [Vector] {
    var hidden = Vector(repeating: 0, count: layer.units)
    var states: [Vector] = []
    for x in input {
      hidden = sums(tensors[2][0], (x, tensors[0]), (hidden, tensors[1])).map {
        layer.nonlinearity == .tanh ? tanh($0) : max($0, 0)
      }
      states.append(hidden)
    }
    return layer.returnSequences ? states : [hidden]
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
