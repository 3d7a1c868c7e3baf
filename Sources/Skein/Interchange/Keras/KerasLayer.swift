/// A layer as Keras has it: its class, what makes it, and its arrays.
struct KerasModule: Sendable {
  /// Of `keras.layers`.
  var className: String
  /// The arguments that make it, but for its name.
  var config: [String: KerasValue]
  var arrays: [KerasArray] = []

  /// As it stands in a configuration.
  func value(name: String) -> KerasValue {
    var config = config
    config["name"] = .text(name)
    return [
      "module": "keras.layers", "class_name": .text(className), "config": .object(config),
      "registered_name": nil,
    ]
  }

  /// What Keras calls the first layer of a class in files: `simple_rnn`.
  var snakeName: String { Self.snakeName(className) }

  static func snakeName(_ className: String) -> String {
    switch className {
    case "LSTM", "GRU", "Dense", "Dropout", "Embedding", "Bidirectional": className.lowercased()
    case "SimpleRNN": "simple_rnn"
    case "LayerNormalization": "layer_normalization"
    case "GlobalAveragePooling1D": "global_average_pooling1d"
    case "GlobalMaxPooling1D": "global_max_pooling1d"
    default: className
    }
  }
}

/// An array of a layer, by its path below the layer's own group: `["cell", "vars", "0"]`.
struct KerasArray: Sendable {
  var path: [String]
  var shape: [Int]
  var values: [Float]
}

/// A layer that Keras can be told of.
protocol KerasLayer: Layer {
  /// - Parameter weights: of the layer, under Skein's names, as they stand in a file.
  /// - Throws: `InterchangeError.unknownLayer` for a form that Keras lacks.
  func kerasModule(input: LayerShape, _ weights: KerasWeights) throws -> KerasModule
}

/// The parameters of a layer; empty where it has none of that name.
struct KerasWeights: Sendable {
  let values: [String: [Float]]

  subscript(name: String) -> [Float] { values[name] ?? [] }
}

/// How matrices lie in the two.
enum KerasMatrix {
  /// The transpose of a row-major matrix.
  static func turned(_ values: [Float], rows: Int) -> [Float] {
    let columns = values.count / max(rows, 1)
    var turned: [Float] = []
    turned.reserveCapacity(values.count)
    for column in 0..<columns {
      for row in 0..<rows { turned.append(values[row * columns + column]) }
    }
    return turned
  }

  /// The gates of a weight, which are blocks of equal size, in another order. A swap is its own reverse.
  static func ordered(_ values: [Float], _ gates: [Int]) -> [Float] {
    let size = values.count / gates.count
    return gates.flatMap { values[$0 * size..<($0 + 1) * size] }
  }
}
