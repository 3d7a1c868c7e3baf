/// The layers of a Keras configuration with the weights of its arrays.
struct KerasReading {
  /// Of all layers, as Skein has them.
  private(set) var layers: [String] = []
  /// Those that have weights.
  private(set) var found: [FoundLayer] = []
  private var arrays: KerasArrays

  /// - Throws: `InterchangeError.refused` for a layer that Skein has no counterpart for, by its name.
  init(_ config: KerasConfig, _ arrays: KerasArrays) throws(InterchangeError) {
    self.arrays = arrays
    guard ["Sequential", "Functional", "Model"].contains(config.className) else {
      throw arrays.refused(
        "it is a model of the class \(TerminalText.literal(config.className)), not one of layers")
    }
    guard config.layers.count <= LayerCatalog.mostLayers else {
      throw arrays.refused("it has \(config.layers.count) layers")
    }
    try Self.checkChain(config.layers, arrays)
    let shape = config.layers.first { $0.className == "InputLayer" }?.config.batchShape
    let hasTable = config.layers.contains { $0.className == "Embedding" }
    guard let last = shape?.last ?? nil ?? (hasTable ? 1 : nil), last > 0 else {
      throw arrays.refused(
        "it does not say how wide its input is; build the model before it is saved")
    }
    var counts: [String: Int] = [:]
    var width = hasTable ? 1 : last
    for layer in config.layers where layer.className != "InputLayer" {
      let kind = KerasModule.snakeName(layer.className)
      let count = counts[kind, default: 0]
      counts[kind] = count + 1
      try add(layer, in: kind + (count == 0 ? "" : "_\(count)"), &width)
    }
  }

  /// - Throws: unless each layer takes what the one before it gives.
  private static func checkChain(
    _ layers: [KerasLayerConfig], _ arrays: KerasArrays
  ) throws(InterchangeError) {
    guard layers.contains(where: { $0.inbound != nil }) else { return }
    for (index, layer) in layers.enumerated() {
      let names = layer.inbound?.map(\.names)
      let expected = index == 0 ? [] : [[layers[index - 1].config.name ?? ""]]
      guard names == expected else {
        throw arrays.refused(
          "its layer \(name(of: layer)) takes something else than the layer before it gives")
      }
    }
  }

  private static func name(of layer: KerasLayerConfig) -> String {
    "\(TerminalText.literal(layer.config.name ?? "")) (\(TerminalText.plain(layer.className, limit: 60)))"
  }

  private func refused(_ layer: KerasLayerConfig, _ what: String) -> InterchangeError {
    arrays.refused("its layer \(Self.name(of: layer)) \(what), which no layer of Skein does")
  }

  /// - Parameters:
  ///   - group: the name of the layer's arrays.
  ///   - width: numbers that the layer takes; becomes what it gives.
  private mutating func add(
    _ layer: KerasLayerConfig, in group: String, _ width: inout Int
  ) throws(InterchangeError) {
    let config = layer.config
    var part: FoundLayer
    switch layer.className {
    case "LSTM", "GRU", "SimpleRNN":
      part = try arrays.recurrent(
        ["layers", group, "cell", "vars"], resetsBefore: !(config.resetAfter ?? true))
      part.specification = try recurrent(layer, part)
    case "Bidirectional":
      part = try arrays.bidirectional(
        group, resetsBefore: !(config.layer.first?.config.resetAfter ?? true))
      part.specification = try bidirectional(layer, &part)
    case "Dense":
      part = try arrays.dense(group)
      part.specification += try activation(layer)
    case "Embedding":
      if config.maskZero == true { throw refused(layer, "masks zeros") }
      part = try arrays.embedding(group)
    case "LayerNormalization":
      if config.rmsScaling == true { throw refused(layer, "scales by the root of squares") }
      guard let axes = config.axis?.axes, axes == [-1] else {
        throw refused(layer, "normalizes over several axes")
      }
      part = try arrays.normalization(
        group, scales: config.scale ?? true, centers: config.center ?? true, features: width)
      let epsilon = config.epsilon ?? LayerNormalization.usualEpsilon
      if epsilon != LayerNormalization.usualEpsilon { part.specification += ":\(epsilon)" }
    case "Dropout":
      if config.noiseShape != nil { throw refused(layer, "drops whole steps or features") }
      layers.append("\(Dropout.keyword):\(config.rate ?? 0)")
      return
    case "GlobalAveragePooling1D", "GlobalMaxPooling1D":
      if config.keepdims == true || config.dataFormat == "channels_first" {
        throw refused(layer, "gives another shape")
      }
      layers.append(
        layer.className == "GlobalMaxPooling1D" ? MaximumOverTime.keyword : MeanOverTime.keyword)
      return
    case "Activation":
      let activation = try activation(layer)
      if activation.isEmpty { return }
      guard let last = layers.last, last.hasPrefix("dense:"), Int(last.dropFirst(6)) != nil else {
        throw refused(layer, "applies a function behind another layer than a dense one")
      }
      layers[layers.count - 1] += activation
      return
    default: throw refused(layer, "is of another kind")
    }
    guard part.inputs == width else {
      throw arrays.refused(
        "its layer \(Self.name(of: layer)) takes \(part.inputs) numbers, and is given \(width)")
    }
    width = part.outputs
    found.append(part)
    layers.append(part.specification)
  }

  /// `:tanh`; nothing for a linear layer.
  private func activation(_ layer: KerasLayerConfig) throws(InterchangeError) -> String {
    let name = layer.config.activation?.text ?? Activation.linear.rawValue
    guard let activation = Activation(rawValue: name) else {
      throw refused(layer, "has the activation \(TerminalText.literal(name))")
    }
    return activation == .linear ? "" : ":\(activation.rawValue)"
  }

  /// What a recurrent layer's arguments make of what its arrays are.
  private func recurrent(
    _ layer: KerasLayerConfig, _ found: FoundLayer, isReversed: Bool = false
  ) throws(InterchangeError) -> String {
    let config = layer.config
    let keyword = ["LSTM": LSTM.keyword, "GRU": GRU.keyword, "SimpleRNN": RNN.keyword]
    guard let kind = keyword[layer.className], found.keyword == kind else {
      throw refused(layer, "has arrays of another size")
    }
    if config.goBackwards ?? false != isReversed { throw refused(layer, "goes backwards") }
    if config.returnState == true { throw refused(layer, "gives its state as well") }
    var text = "\(kind):\(found.parameters[1].shape[1])"
    let activation = config.activation?.text ?? "tanh"
    switch (layer.className, activation) {
    case ("SimpleRNN", "relu"): text += ":relu"
    case (_, "tanh"): break
    default: throw refused(layer, "has the activation \(TerminalText.literal(activation))")
    }
    let gates = config.recurrentActivation?.text ?? "sigmoid"
    if gates != "sigmoid" {
      throw refused(layer, "has the recurrent activation \(TerminalText.literal(gates))")
    }
    if layer.className == "GRU", config.resetAfter == false { text += ":reset-before" }
    if let rate = config.dropout, rate > 0 { text += ":dropout=\(rate)" }
    if let rate = config.recurrentDropout, rate > 0 { text += ":recurrent-dropout=\(rate)" }
    return text + (config.returnSequences == true ? ":sequence" : "")
  }

  private func bidirectional(
    _ layer: KerasLayerConfig, _ found: inout FoundLayer
  ) throws(InterchangeError) -> String {
    guard let inner = layer.config.layer.first else { throw refused(layer, "holds nothing") }
    let forward = try recurrent(inner, found.inner(of: inner))
    if let backward = layer.config.backwardLayer.first {
      let other = try recurrent(backward, found.inner(of: backward), isReversed: true)
      guard other == forward else { throw refused(layer, "has two directions of different kinds") }
    }
    let merge: String
    switch layer.config.mergeMode {
    case "concat": merge = ""
    case "sum": merge = ":sum"
    case "ave": merge = ":mean"
    default: throw refused(layer, "merges its directions in another way")
    }
    if !merge.isEmpty { found.outputs /= 2 }
    return "bidirectional(\(forward))\(merge)"
  }
}

extension FoundLayer {
  /// The layer in two directions as one of them.
  fileprivate func inner(of config: KerasLayerConfig) -> FoundLayer {
    var inner = self
    inner.specification = String(specification.dropFirst("bidirectional(".count).dropLast())
    return inner
  }
}
