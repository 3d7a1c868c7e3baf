extension Dense: KerasLayer {
  func kerasModule(input: LayerShape, _ weights: KerasWeights) -> KerasModule {
    KerasModule(
      className: "Dense",
      config: [
        "units": .integer(units), "activation": .text(activation.rawValue), "use_bias": true,
      ],
      arrays: [
        KerasArray(
          path: ["vars", "0"], shape: [input.features, units],
          values: KerasMatrix.turned(weights["weight"], rows: units)),
        KerasArray(path: ["vars", "1"], shape: [units], values: weights["bias"]),
      ])
  }
}

extension Embedding: KerasLayer {
  func kerasModule(input: LayerShape, _ weights: KerasWeights) -> KerasModule {
    KerasModule(
      className: "Embedding",
      config: ["input_dim": .integer(tokens), "output_dim": .integer(size), "mask_zero": false],
      arrays: [
        KerasArray(path: ["vars", "0"], shape: [tokens, size], values: weights["weight"])
      ])
  }
}

extension LayerNormalization: KerasLayer {
  func kerasModule(input: LayerShape, _ weights: KerasWeights) -> KerasModule {
    KerasModule(
      className: "LayerNormalization", config: ["axis": -1, "epsilon": .number(epsilon)],
      arrays: ["weight", "bias"].enumerated().map { place, name in
        KerasArray(path: ["vars", "\(place)"], shape: [input.features], values: weights[name])
      })
  }
}

extension Dropout: KerasLayer {
  func kerasModule(input: LayerShape, _ weights: KerasWeights) -> KerasModule {
    KerasModule(className: "Dropout", config: ["rate": .number(rate)])
  }
}

extension Pooling: KerasLayer {
  func kerasModule(input: LayerShape, _ weights: KerasWeights) throws -> KerasModule {
    switch Kind.keyword {
    case MeanOverTime.keyword: KerasModule(className: "GlobalAveragePooling1D", config: [:])
    case MaximumOverTime.keyword: KerasModule(className: "GlobalMaxPooling1D", config: [:])
    default: throw InterchangeError.unknownLayer(specification, format: .keras)
    }
  }
}

/// A recurrent layer that Keras has a class for.
protocol KerasRecurrentLayer: RecurrentLayer, KerasLayer {
  var kerasClass: String { get }
  /// Skein's gates in the order of Keras.
  static var kerasGates: [Int] { get }
  /// What distinguishes it from others of its class.
  var kerasConfig: [String: KerasValue] { get }
}

extension LSTM: KerasRecurrentLayer {
  var kerasClass: String { "LSTM" }
  static var kerasGates: [Int] { [0, 1, 2, 3] }
  var kerasConfig: [String: KerasValue] {
    ["activation": "tanh", "recurrent_activation": "sigmoid", "unit_forget_bias": true]
  }
}

extension GRU: KerasRecurrentLayer {
  var kerasClass: String { "GRU" }
  static var kerasGates: [Int] { [1, 0, 2] }
  var kerasConfig: [String: KerasValue] {
    [
      "activation": "tanh", "recurrent_activation": "sigmoid", "reset_after": .flag(!resetsBefore),
    ]
  }
}

extension RNN: KerasRecurrentLayer {
  var kerasClass: String { "SimpleRNN" }
  static var kerasGates: [Int] { [0] }
  var kerasConfig: [String: KerasValue] { ["activation": .text(nonlinearity.rawValue)] }
}

extension KerasRecurrentLayer {
  func kerasModule(input: LayerShape, _ weights: KerasWeights) throws -> KerasModule {
    var module = try kerasModule()
    module.arrays = kerasArrays(input: input, weights, suffix: "", below: ["cell", "vars"])
    return module
  }

  /// Without its arrays.
  ///
  /// - Throws: `InterchangeError.unknownLayer` for a projection, layer normalization or zoneout.
  fileprivate func kerasModule() throws -> KerasModule {
    guard isDriven || self is GRU else {
      throw InterchangeError.unknownLayer(specification, format: .keras)
    }
    var config = kerasConfig
    config["units"] = .integer(units)
    config["use_bias"] = true
    config["return_sequences"] = .flag(returnSequences)
    config["dropout"] = .number(dropout.input)
    config["recurrent_dropout"] = .number(dropout.recurrent)
    return KerasModule(className: kerasClass, config: config)
  }

  /// Those of a direction, whose parameters have a suffix.
  fileprivate func kerasArrays(
    input: LayerShape, _ weights: KerasWeights, suffix: String, below path: [String]
  ) -> [KerasArray] {
    let gates = Self.kerasGates
    let columns = gates.count * units
    func matrix(_ values: [Float]) -> [Float] {
      KerasMatrix.turned(KerasMatrix.ordered(values, gates), rows: columns)
    }
    // A GRU that resets before has the last gate's weight by itself.
    let state = weights["weight_hh" + suffix] + weights["weight_hn" + suffix]
    let bias = KerasMatrix.ordered(weights["bias" + suffix], gates)
    let kept = weights["bias_hn" + suffix]
    // Added to a bias, −0 leaves every bit of it.
    let second = kept.isEmpty ? [] : [Float](repeating: -0.0, count: columns - kept.count) + kept
    return [
      KerasArray(
        path: path + ["0"], shape: [input.features, columns],
        values: matrix(weights["weight_ih" + suffix])),
      KerasArray(path: path + ["1"], shape: [units, columns], values: matrix(state)),
      KerasArray(
        path: path + ["2"], shape: second.isEmpty ? [columns] : [2, columns],
        values: bias + second),
    ]
  }
}

extension Bidirectional: KerasLayer {
  func kerasModule(input: LayerShape, _ weights: KerasWeights) throws -> KerasModule {
    guard let layer = layer as? any KerasRecurrentLayer else {
      throw InterchangeError.unknownLayer(specification, format: .keras)
    }
    let merge: KerasValue =
      switch merge {
      case .concat: "concat"
      case .sum: "sum"
      case .mean: "ave"
      }
    let inner = try layer.kerasModule()
    var backward = inner
    backward.config["go_backwards"] = true
    // Without the second one, Keras 3.15 makes it of the first, and may take it for the first of a later layer, which
    // Python gave the same identity.
    return KerasModule(
      className: "Bidirectional",
      config: [
        "layer": inner.value(name: "forward_\(inner.snakeName)"),
        "backward_layer": backward.value(name: "backward_\(inner.snakeName)"),
        "merge_mode": merge,
      ],
      arrays: layer.kerasArrays(
        input: input, weights, suffix: "", below: ["forward_layer", "cell", "vars"])
        + layer.kerasArrays(
          input: input, weights, suffix: "_reverse", below: ["backward_layer", "cell", "vars"]))
  }
}
