extension ImportedNetwork {
  /// A network that Keras 3 saved: `.keras`, or the weights alone as `.weights.h5`.
  ///
  /// - Parameters:
  ///   - layers: a specification; nil takes those of the configuration, or what the arrays look like. Where there is a
  ///     configuration as well, they have to be the same.
  ///   - ofOneSeries: whether one of many series is refused, whatever else is to be said about it.
  init(keras bytes: [UInt8], file: String, layers: String?, ofOneSeries: Bool) throws {
    guard ZipArchive.begins(bytes) else {
      if HDF5File.begins(bytes) {
        try self.init(weights: KerasArrays(bytes, file: file), file: file, layers: layers)
        return
      }
      throw InterchangeError.malformed(file: file, problem: "neither a .keras nor an HDF5 file")
    }
    let archive = try ZipArchive(BoundedBytes(bytes: bytes, file: file))
    guard let config = archive["config.json"], config.range.count <= KerasConfig.largest,
      let weights = archive["model.weights.h5"]
    else {
      throw InterchangeError.malformed(
        file: file, problem: "a .keras file has config.json and model.weights.h5")
    }
    let description: KerasDescription? = try archive[InterchangeFormat.descriptionName].map {
      try InterchangeFormat.said(Array(archive.bytes(of: $0)), file: file)
    }
    if ofOneSeries, description?.scaling != nil { throw InterchangeError.manySeries(file: file) }
    let arrays = try KerasArrays(Array(archive.bytes(of: weights)), file: file)
    let parsed: KerasConfig
    do {
      parsed = try RunJSON.value(of: KerasConfig.self, from: Array(archive.bytes(of: config)))
    } catch let error as DecodingError {
      throw InterchangeError.malformed(
        file: file, problem: "config.json: \(StoredRun.sentence(error))")
    }
    let reading = try KerasReading(parsed, arrays)
    let own = try Sequential(specification: reading.layers.joined(separator: ","))
    if let layers {
      let wanted = try Sequential(specification: layers)
      guard own.specification == (try wanted.asKerasTells.specification) else {
        throw InterchangeError.otherLayers(
          file: file, found: own.specification, needed: wanted.specification)
      }
    }
    // Order and layers are known by now; what is left is to give the tensors their names.
    try self.init(
      [FoundModule(name: "", layers: reading.found)], isOrdered: true, file: file,
      layers: layers ?? own.specification)
    (preparation, loss) = (description?.preparation, description?.loss)
    scaling = description?.scaling
  }

  /// Weights without a configuration: groups are called as Keras calls classes.
  private init(weights arrays: KerasArrays, file: String, layers: String?) throws {
    var arrays = arrays
    var modules: [FoundModule] = []
    var silent: [String] = []
    for name in try arrays.names() {
      let parts = name.split(separator: "_")
      let kind =
        parts.last.flatMap { Int($0) } == nil ? name : parts.dropLast().joined(separator: "_")
      let vars = try arrays.file.names(in: ["layers", name, "vars"])
      let layer: FoundLayer
      switch kind {
      case "lstm", "gru", "simple_rnn":
        layer = try arrays.recurrent(["layers", name, "cell", "vars"])
      case "bidirectional": layer = try arrays.bidirectional(name)
      case "dense": layer = try arrays.dense(name)
      case "embedding": layer = try arrays.embedding(name)
      case "layer_normalization" where vars.count == 2:
        layer = try arrays.normalization(name, scales: true, centers: true)
      default:
        guard vars.allSatisfy({ Int($0) == nil }) || kind == "dropout" else {
          throw arrays.refused(
            "its layer \(TerminalText.literal(name)) has no counterpart in Skein")
        }
        silent.append(name)
        continue
      }
      modules.append(FoundModule(name: name, layers: [layer]))
    }
    try self.init(modules, isOrdered: false, file: file, layers: layers)
    if layers == nil, !silent.isEmpty {
      notes.append("layers without weights are left out: \(TerminalText.names(silent))")
    }
  }
}

extension InterchangeFormat {
  /// The entry of a `.keras` file that says how rows are prepared.
  static let descriptionName = "skein.json"
}

/// What stands in `skein.json`.
struct KerasDescription: Codable {
  var loss: Loss?
  var preparation: Preparation?
  /// How each of many series is scaled by itself; nil of one series.
  var scaling: Scaling?
}

extension Sequential {
  /// The same layers as they come back: a recurrent one that `last` follows gives the last step itself, and a
  /// token for padding is none of its own.
  fileprivate var asKerasTells: Sequential {
    get throws {
      var kept: [String] = []
      for (index, layer) in layers.enumerated() {
        if layer is Pooling<LastStep>, index > 0, layers[index - 1] is any RecurrentLayer,
          let last = kept.last, last.hasSuffix(":sequence")
        {
          kept[kept.count - 1] = String(last.dropLast(":sequence".count))
        } else if let table = layer as? Embedding {
          kept.append(Embedding(table.tokens, size: table.size).specification)
        } else {
          kept.append(layer.specification)
        }
      }
      return try Sequential(specification: kept.joined(separator: ","))
    }
  }
}
