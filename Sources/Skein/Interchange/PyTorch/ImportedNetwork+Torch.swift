extension ImportedNetwork {
  /// A state dict of PyTorch that `skein export` wrote, or one of a network with known layers.
  ///
  /// - Parameter layers: a specification; nil takes that of the file's metadata.
  /// - Throws: `InterchangeError.noLayers` where neither says which layers there are.
  init(_ file: Safetensors, layers: String?) throws {
    guard let layers = layers ?? file.metadata[InterchangeFormat.layersKey] else {
      throw InterchangeError.noLayers(file: file.file)
    }
    try self.init(exported: file, layers: layers)
    try readMetadata(file.metadata, file: file.file)
  }

  /// The tensors that `TorchNetwork` writes for some layers.
  private init(exported file: Safetensors, layers: String) throws {
    let architecture = try Sequential(specification: layers)
    let size = architecture.vocabulary == nil ? try Self.inputSize(file, architecture) : 1
    let input = LayerShape(steps: 1, features: size)
    let layout = try ParameterLayout(architecture, input: input)
    let zeros = Weights(layout: layout, values: [Float](repeating: 0, count: layout.floats))
    let network = try TorchNetwork(Model(architecture, input: input, weights: zeros))
    self.init(
      specification: architecture.specification, inputSize: size,
      tensors: TensorFile(try network.weights(from: file)))
  }

  /// The width of the first matrix.
  private static func inputSize(_ file: Safetensors, _ architecture: Sequential) throws -> Int {
    let matrices = file.entries.filter { $0.shape.count == 2 }
    let first = matrices.first { entry in
      ["weight_ih_l0", "weight_ih", "weight"].contains { entry.name.hasSuffix(".\($0)") }
        && entry.name.hasPrefix("layers.0.")
    }
    guard let first = first ?? matrices.first, first.shape[1] > 0 else {
      throw InterchangeError.noLayers(file: file.file)
    }
    return first.shape[1]
  }

  /// What `skein export` says beside the tensors.
  mutating func readMetadata(_ metadata: [String: String], file: String) throws {
    if let text = metadata[InterchangeFormat.preparationKey] {
      do {
        preparation = try RunJSON.value(of: Preparation.self, from: Array(text.utf8))
      } catch let error as DecodingError {
        throw InterchangeError.badPreparation(file: file, problem: StoredRun.sentence(error))
      }
    }
    loss = metadata[InterchangeFormat.lossKey].flatMap { Loss(rawValue: $0) }
  }
}
