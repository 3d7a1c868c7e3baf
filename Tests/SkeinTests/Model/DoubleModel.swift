import Foundation
import Skein

extension Loss {
  /// Those of the catalogue that are a sum over all numbers of the output.
  static let elementwise = allCases.filter { $0.head is any ElementwiseHead }
}

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

  /// - Parameter training: the pass of a training that the row is part of; nil outside of one.
  func output(_ sequence: [Vector], training: Training? = nil) -> Vector {
    var values = sequence
    var number = 0
    for (index, layer) in model.architecture.layers.enumerated() {
      let tensors = model.weights.layout.places.filter { $0.layer == index }.map(matrix)
      values = DoubleLayer(training: training, number: number).run(layer, tensors, values)
      number += layer.layerCount
    }
    return values[values.count - 1]
  }

  /// A row of the first step of a training.
  struct Training {
    var seed: UInt64
    var row: Int
  }

  /// - Parameter seed: of a training whose first batch the windows are; nil outside of one.
  func loss(_ loss: Loss, of dataset: Dataset, seed: UInt64? = nil) -> Double {
    var sum = 0.0
    var count = 0
    let series = dataset.scaledSeries
    for window in 0..<dataset.windows.count {
      let sequence = dataset.windows.inputRows(window).map { row in
        series.inputColumns.map { Double(series.value(row: row, column: $0)) }
      }
      let row = dataset.windows.targetRow(window)
      let training = seed.map { Training(seed: $0, row: window) }
      for (found, column) in zip(output(sequence, training: training), series.targetColumns) {
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
    case is LogCosh:
      let half = sinh(difference / 2)
      return log1p(2 * half * half)
    default: preconditionFailure("no reference for a loss \(loss.rawValue)")
    }
  }

  /// (loss(w + ε) − loss(w − ε)) / 2ε for every weight, padding left zero.
  mutating func gradient(
    _ loss: Loss, of dataset: Dataset, seed: UInt64? = nil
  ) -> [Double] {
    let epsilon = 1e-5
    var gradient = [Double](repeating: 0, count: weights.count)
    for place in model.weights.layout.places {
      for index in place.offset..<place.offset + place.parameter.count {
        let weight = weights[index]
        weights[index] = weight + epsilon
        let above = self.loss(loss, of: dataset, seed: seed)
        weights[index] = weight - epsilon
        let below = self.loss(loss, of: dataset, seed: seed)
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
}
