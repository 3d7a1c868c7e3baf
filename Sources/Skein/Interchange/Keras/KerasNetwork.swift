/// A model in Keras' terms: `model.keras`, which is its configuration and its weights in one zip file.
package struct KerasNetwork {
  private let modules: [KerasModule]
  private let model: Model

  /// - Throws: `InterchangeError.unknownLayer` for a layer that Keras has no counterpart for.
  package init(_ model: Model) throws {
    self.model = model
    let layers = model.architecture.layers
    let tensors = model.weights.tensors
    var modules: [KerasModule] = []
    for (index, layer) in layers.enumerated() {
      let prefix = "layers.\(index)."
      let own = tensors.filter { $0.name.hasPrefix(prefix) }
        .map { (String($0.name.dropFirst(prefix.count)), $0.values) }
      let input = model.inputShape(ofLayer: index)
      // Keras has no layer that takes the last step: the one before it gives that alone.
      if layer is Pooling<LastStep>, index > 0, layers[index - 1] is any RecurrentLayer {
        modules[modules.count - 1].config["return_sequences"] = false
        continue
      }
      guard let layer = layer as? any KerasLayer else {
        throw InterchangeError.unknownLayer(layer.specification, format: .keras)
      }
      modules.append(
        try layer.kerasModule(
          input: input, KerasWeights(values: Dictionary(uniqueKeysWithValues: own))))
    }
    self.modules = modules
  }

  /// Names of the layers in files and configuration: `lstm`, `lstm_1`.
  private var names: [String] {
    var counts: [String: Int] = [:]
    return modules.map { module in
      let count = counts[module.snakeName, default: 0]
      counts[module.snakeName] = count + 1
      return module.snakeName + (count == 0 ? "" : "_\(count)")
    }
  }

  /// `model.weights.h5`, which `load_weights` takes.
  package var weights: [UInt8] {
    var file = HDF5Writer()
    for (name, module) in zip(names, modules) {
      for array in module.arrays {
        file.add(["layers", name] + array.path, shape: array.shape, array.values)
      }
    }
    return file.bytes
  }

  /// `config.json`: a `keras.Sequential`.
  private var config: KerasValue {
    // An embedding takes the numbers of tokens themselves, not vectors of one.
    let features = model.architecture.vocabulary == nil ? [model.input.features] : []
    let extents = (model.input.steps.map { [$0] } ?? []) + features
    let shape = [KerasValue.nothing] + extents.map { KerasValue.integer($0) }
    let input: KerasValue = [
      "module": "keras.layers", "class_name": "InputLayer", "registered_name": nil,
      "config": ["batch_shape": .list(shape), "dtype": "float32", "name": "input_layer"],
    ]
    return [
      "module": "keras", "class_name": "Sequential", "registered_name": nil,
      "config": [
        "name": "sequential",
        "layers": .list([input] + zip(names, modules).map { $1.value(name: $0) }),
      ],
    ]
  }

  /// `model.keras`, which `keras.models.load_model` takes.
  ///
  /// - Parameter more: files of one's own beside those of Keras, which leaves them alone.
  /// - Throws: `InterchangeError.tooLarge`.
  package func archive(_ more: [(name: String, text: String)] = []) throws -> [UInt8] {
    var file = ZipFile()
    let weights = weights
    let made: KerasValue = ["keras_version": "3.0.0", "date_saved": "1980-01-01@00:00:00"]
    file.add("metadata.json", Array(try RunJSON.text(made).utf8))
    file.add("config.json", Array(try RunJSON.text(config).utf8))
    file.add("model.weights.h5", weights)
    for (name, text) in more { file.add(name, Array(text.utf8)) }
    guard let bytes = file.bytes else {
      throw InterchangeError.tooLarge(bytes: weights.count, format: .keras)
    }
    return bytes
  }

  /// `model.keras` with what stands around the network beside it.
  ///
  /// - Throws: `InterchangeError.tooLarge`.
  func archive(_ description: KerasDescription) throws -> [UInt8] {
    try archive([(name: InterchangeFormat.descriptionName, text: RunJSON.text(description))])
  }

  /// Writes that.
  ///
  /// - Throws: `FileError`, `InterchangeError.tooLarge`.
  func write(_ description: KerasDescription, to place: FilePlace) throws {
    let bytes = try archive(description)
    try AtomicFile.write(to: place) { file throws(FileError) in try file.append(bytes) }
  }
}
