/// Weights as a state dict of PyTorch, both ways.
extension TorchNetwork {
  /// The tensors of `Network.state_dict()`: `layers.0.weight_ih_l0`.
  package func state(of weights: Weights) -> TensorFile {
    let own = Dictionary(
      uniqueKeysWithValues: weights.tensors.map { ($0.name, (shape: $0.shape, values: $0.values)) })
    var file = TensorFile()
    for (index, module) in modules.enumerated() {
      for tensor in module.tensors {
        switch tensor.inside("layers.\(index).") {
        case .same(let parameter, let name):
          guard let values = own[parameter] else { continue }
          file.add(name, shape: values.shape, values.values)
        case .biases(let parameter, let candidate, let input, let state):
          guard let bias = own[parameter] else { continue }
          let kept = candidate.flatMap { own[$0]?.values } ?? []
          // Added to a bias, −0 leaves every bit of it.
          let zeros = [Float](repeating: -0.0, count: bias.values.count - kept.count)
          file.add(input, shape: bias.shape, bias.values)
          file.add(state, shape: bias.shape, zeros + kept)
        }
      }
    }
    return file
  }

  /// The model with the weights of a state dict.
  ///
  /// - Throws: what `weights(from:)` throws, `InterchangeError.notFinite`.
  package func model(from file: Safetensors) throws -> Model {
    let weights = try weights(from: file)
    guard weights.areFinite else { throw InterchangeError.notFinite(file: file.file) }
    return try Model(model.architecture, input: model.input, weights: weights)
  }

  /// Weights from a state dict. What another framework trained as two biases becomes their sum.
  ///
  /// - Throws: `SafetensorsError` for a tensor that is missing, of another shape or of another type,
  ///   `ModelError.unexpectedTensor` for one that the model has no place for.
  package func weights(from file: Safetensors) throws -> Weights {
    let layout = try ParameterLayout(model.architecture, input: model.input)
    let shapes = Dictionary(
      uniqueKeysWithValues: layout.places.map { ($0.name, $0.parameter.fileShape) })
    var own: [String: [Float]] = [:]
    var taken: Set<String> = []
    func read(_ name: String, _ shape: [Int]) throws -> [Float] {
      taken.insert(name)
      return try file.floats(named: name, shape: shape)
    }
    for (index, module) in modules.enumerated() {
      for tensor in module.tensors {
        switch tensor.inside("layers.\(index).") {
        case .same(let parameter, let name):
          own[parameter] = try read(name, shapes[parameter] ?? [])
        case .biases(let parameter, let candidate, let input, let state):
          let shape = shapes[parameter] ?? []
          var bias = try read(input, shape)
          let other = try read(state, shape)
          let kept = candidate.flatMap { shapes[$0]?.first } ?? 0
          for place in 0..<bias.count - kept { bias[place] += other[place] }
          own[parameter] = bias
          if let candidate { own[candidate] = Array(other.suffix(kept)) }
        }
      }
    }
    if let stranger = file.entries.first(where: { !taken.contains($0.name) }) {
      throw ModelError.unexpectedTensor(name: stranger.name)
    }
    return try Weights(layout: layout, available: Array(own.keys)) { name in
      own[name].map { (shape: shapes[name] ?? [], values: $0) }
    }
  }
}
