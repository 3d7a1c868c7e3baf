/// The configuration of a Keras model, as far as a network is told by it.
struct KerasConfig: Decodable, Sendable {
  let className: String
  let layers: [KerasLayerConfig]

  /// Far more than any network of layers that Skein has.
  static let largest = 1 << 20

  private enum CodingKeys: String, CodingKey {
    case className = "class_name"
    case config
  }

  private struct Content: Decodable {
    let layers: [KerasLayerConfig]
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    className = try container.decode(String.self, forKey: .className)
    layers = try container.decodeIfPresent(Content.self, forKey: .config)?.layers ?? []
  }
}

/// A layer of a configuration: its class, and the arguments that matter to Skein.
struct KerasLayerConfig: Decodable, Sendable {
  let className: String
  let config: Arguments
  /// What it is given, in a model that is no `Sequential`.
  let inbound: [Node]?

  private enum CodingKeys: String, CodingKey {
    case className = "class_name"
    case config
    case inbound = "inbound_nodes"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    className = try container.decode(String.self, forKey: .className)
    config = try container.decode(Arguments.self, forKey: .config)
    // A call with more than one tensor has another form.
    inbound =
      container.contains(.inbound) ? (try? container.decode([Node].self, forKey: .inbound)) : nil
  }

  /// The layers before it, by name.
  struct Node: Decodable, Sendable {
    let names: [String]

    private struct Tensor: Decodable {
      let config: History
    }

    private struct History: Decodable {
      let name: String

      private enum CodingKeys: String, CodingKey { case history = "keras_history" }

      init(from decoder: any Decoder) throws {
        var history = try decoder.container(keyedBy: CodingKeys.self)
          .nestedUnkeyedContainer(forKey: .history)
        name = try history.decode(String.self)
      }
    }

    private enum CodingKeys: String, CodingKey { case args }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      names = try container.decode([Tensor].self, forKey: .args).map(\.config.name)
    }
  }

  /// A name, where Keras writes an object for what is none of its own.
  struct Name: Decodable, Sendable, Equatable {
    let text: String

    init(from decoder: any Decoder) throws {
      text = (try? decoder.singleValueContainer().decode(String.self)) ?? "a function of one's own"
    }
  }

  /// A number, or a list of one.
  struct Axis: Decodable, Sendable {
    let axes: [Int]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let axis = try? container.decode(Int.self) {
        axes = [axis]
      } else {
        axes = try container.decode([Int].self)
      }
    }
  }

  struct Arguments: Decodable, Sendable {
    var name: String?
    var units: Int?
    var activation: Name?
    var recurrentActivation: Name?
    var useBias: Bool?
    var returnSequences: Bool?
    var returnState: Bool?
    var goBackwards: Bool?
    var resetAfter: Bool?
    var dropout: Double?
    var recurrentDropout: Double?
    var rate: Double?
    var noiseShape: [Int?]?
    var epsilon: Double?
    var axis: Axis?
    var center: Bool?
    var scale: Bool?
    var rmsScaling: Bool?
    var inputDim: Int?
    var outputDim: Int?
    var maskZero: Bool?
    var keepdims: Bool?
    var dataFormat: String?
    var mergeMode: String?
    var batchShape: [Int?]?
    var layer: [KerasLayerConfig]
    var backwardLayer: [KerasLayerConfig]

    private enum CodingKeys: String, CodingKey {
      case name, units, activation, dropout, rate, epsilon, axis, center, scale, layer, keepdims
      case recurrentActivation = "recurrent_activation"
      case useBias = "use_bias"
      case returnSequences = "return_sequences"
      case returnState = "return_state"
      case goBackwards = "go_backwards"
      case resetAfter = "reset_after"
      case recurrentDropout = "recurrent_dropout"
      case noiseShape = "noise_shape"
      case rmsScaling = "rms_scaling"
      case inputDim = "input_dim"
      case outputDim = "output_dim"
      case maskZero = "mask_zero"
      case dataFormat = "data_format"
      case mergeMode = "merge_mode"
      case batchShape = "batch_shape"
      case backwardLayer = "backward_layer"
    }

    init(from decoder: any Decoder) throws {
      let keys = try decoder.container(keyedBy: CodingKeys.self)
      func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
        try keys.decodeIfPresent(Value.self, forKey: key)
      }
      name = try value(.name)
      units = try value(.units)
      activation = try value(.activation)
      recurrentActivation = try value(.recurrentActivation)
      useBias = try value(.useBias)
      returnSequences = try value(.returnSequences)
      returnState = try value(.returnState)
      goBackwards = try value(.goBackwards)
      resetAfter = try value(.resetAfter)
      dropout = try value(.dropout)
      recurrentDropout = try value(.recurrentDropout)
      rate = try value(.rate)
      noiseShape = try value(.noiseShape)
      epsilon = try value(.epsilon)
      axis = try value(.axis)
      center = try value(.center)
      scale = try value(.scale)
      rmsScaling = try value(.rmsScaling)
      inputDim = try value(.inputDim)
      outputDim = try value(.outputDim)
      maskZero = try value(.maskZero)
      keepdims = try value(.keepdims)
      dataFormat = try value(.dataFormat)
      mergeMode = try value(.mergeMode)
      batchShape = try value(.batchShape)
      layer = try value(.layer).map { [$0] } ?? []
      backwardLayer = try value(.backwardLayer).map { [$0] } ?? []
    }
  }
}
