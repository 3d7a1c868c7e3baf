/// All weights of a model: a value, copied when changed.
public struct Weights: Sendable, Equatable {
  public let layout: ParameterLayout
  /// In the layout's order; padding is zero.
  package var values: [Float]

  package init(layout: ParameterLayout, values: [Float]) {
    precondition(values.count == layout.floats, "\(values.count) of \(layout.floats) weights")
    self.layout = layout
    self.values = values
  }

  /// Initial weights: the same for a seed on every machine.
  public init(layout: ParameterLayout, seed: UInt64) {
    self.layout = layout
    values = [Float](repeating: 0, count: layout.floats)
    for place in layout.places {
      // An ensemble has more than 256 parameters.
      let index = UInt64(place.index & 255) | UInt64(place.index >> 8) << 40
      let stream = RandomStream(
        seed: seed, purpose: .initialWeights, stream: UInt64(place.layer) << 8 | index)
      let initial = place.parameter.initializer.values(for: place.parameter, from: stream)
      values.replaceSubrange(place.offset..<place.offset + initial.count, with: initial)
    }
  }

  /// The tensors by name, as they stand in a file: [columns, rows] for matrices, as in PyTorch.
  public var tensors: [(name: String, shape: [Int], values: [Float])] {
    layout.places.map { place in
      let parameter = place.parameter
      let stored = values[place.offset..<place.offset + parameter.count]
      let turned = parameter.isTable ? Array(stored) : Self.turned(stored, rows: parameter.rows)
      return (place.name, parameter.fileShape, turned)
    }
  }

  /// Weights from tensors as they stand in a file.
  ///
  /// - Parameters:
  ///   - layout: of the model that the weights are for.
  ///   - available: the names of all tensors in the file.
  ///   - tensor: gives shape and values for a name, or nil.
  /// - Throws: `ModelError` for a tensor that is missing or has another shape.
  public init(
    layout: ParameterLayout, available: [String],
    tensor: (String) throws -> (shape: [Int], values: [Float])?
  ) throws {
    let names = Set(layout.places.map(\.name))
    if let stranger = available.first(where: { !names.contains($0) }) {
      throw ModelError.unexpectedTensor(name: stranger)
    }
    var values = [Float](repeating: 0, count: layout.floats)
    for place in layout.places {
      guard let (shape, stored) = try tensor(place.name) else {
        throw ModelError.missingTensor(name: place.name, available: available)
      }
      let parameter = place.parameter
      guard shape == parameter.fileShape else {
        throw ModelError.wrongShape(
          name: place.name, shape: shape, expected: parameter.fileShape)
      }
      let turned =
        parameter.isTable ? stored : Self.turned(stored[...], rows: parameter.columns)
      values.replaceSubrange(place.offset..<place.offset + turned.count, with: turned)
    }
    self.layout = layout
    self.values = values
  }

  /// Whether no weight is infinite or NaN.
  public var areFinite: Bool { values.allSatisfy(\.isFinite) }

  /// The transpose of a row-major matrix of `rows` rows.
  private static func turned(_ matrix: ArraySlice<Float>, rows: Int) -> [Float] {
    let columns = matrix.count / max(rows, 1)
    if rows == 1 || columns == 1 { return Array(matrix) }
    return [Float](unsafeUninitializedCapacity: matrix.count) { target, count in
      for column in 0..<columns {
        for row in 0..<rows {
          target[column * rows + row] = matrix[matrix.startIndex + row * columns + column]
        }
      }
      count = matrix.count
    }
  }
}
