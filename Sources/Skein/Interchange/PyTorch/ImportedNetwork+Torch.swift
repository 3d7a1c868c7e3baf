extension ImportedNetwork {
  /// A network that PyTorch saved: a state dict as safetensors, or as `torch.save` writes it.
  ///
  /// - Parameters:
  ///   - layers: a specification; nil takes that of the file's metadata, or what the tensors look like.
  ///   - ofOneSeries: whether one of many series is refused, whatever else is to be said about it.
  init(torch bytes: [UInt8], file: String, layers: String?, ofOneSeries: Bool) throws {
    if ZipArchive.begins(bytes) {
      let archive = try ZipArchive(BoundedBytes(bytes: bytes, file: file))
      try self.init(StateDict(archive, file: file), layers: layers)
      return
    }
    if Self.isBareFile(bytes) {
      throw InterchangeError.refused(
        file: file,
        problem: "PyTorch saved it in the way before 1.6; load it there, and torch.save() it again")
    }
    let tensors = try Safetensors(bytes: bytes, file: file)
    let metadata = tensors.metadata
    if ofOneSeries, metadata[InterchangeFormat.scalingKey] != nil {
      throw InterchangeError.manySeries(file: file)
    }
    try self.init(StateDict(tensors), layers: layers ?? metadata[InterchangeFormat.layersKey])
    try readMetadata(metadata, file: file)
  }

  /// Whether a file begins as a pickle does, of PyTorch before 1.6, and not with the length of a header, which may
  /// have the same first bytes.
  private static func isBareFile(_ bytes: [UInt8]) -> Bool {
    guard bytes.starts(with: [0x80, 2]) else { return false }
    let isHeader =
      bytes.count > 8 && bytes[4..<8].allSatisfy { $0 == 0 } && bytes[8] == UInt8(ascii: "{")
    return !isHeader
  }

  /// The layers of a state dict, which may have the names that `TorchNetwork` gives or others.
  private init(_ state: StateDict, layers: String?) throws {
    guard let layers, let network = try TorchNetwork(exporting: layers, as: state) else {
      try self.init(
        state.modules(), isOrdered: state.isOrdered, file: state.file, layers: layers,
        notes: state.notes)
      return
    }
    let names = Set(state.tensors.map(\.name))
    let own = network.tensorNames
    if names != own {
      let found = try? ImportedNetwork(
        state.modules(), isOrdered: state.isOrdered, file: state.file, layers: layers,
        notes: state.notes)
      if let found {
        self = found
        return
      }
    }
    guard !names.isDisjoint(with: own) else {
      throw InterchangeError.otherLayers(
        file: state.file, found: TerminalText.names(names.sorted()), needed: layers)
    }
    var file = TensorFile()
    for tensor in state.tensors { file.add(tensor.name, shape: tensor.shape, tensor.values) }
    let weights = try network.weights(from: Safetensors(bytes: file.bytes(), file: state.file))
    self.init(
      specification: network.model.architecture.specification,
      inputSize: network.model.input.features, tensors: TensorFile(weights), notes: state.notes)
  }
}

extension TorchNetwork {
  /// The network that would be exported of some layers, as wide as a state dict under the same names is; nil where
  /// the first of them has no name there.
  fileprivate init?(exporting layers: String, as state: StateDict) throws {
    let architecture = try Sequential(specification: layers)
    guard let size = Self.inputSize(of: architecture, in: state) else { return nil }
    let input = LayerShape(steps: 1, features: size)
    let layout = try ParameterLayout(architecture, input: input)
    let zeros = Weights(layout: layout, values: [Float](repeating: 0, count: layout.floats))
    try self.init(Model(architecture, input: input, weights: zeros))
  }

  /// Of the first layer that has a matrix, or a vector as wide as its input; before it there may be vectors of
  /// entities.
  private static func inputSize(of architecture: Sequential, in state: StateDict) -> Int? {
    let vectors = architecture.layers.first as? EntityEmbedding
    if architecture.vocabulary != nil, vectors == nil { return 1 }
    // All but their size were there before, and the number of an entity.
    let more = vectors.map { $0.size - 1 } ?? 0
    for index in architecture.layers.indices.dropFirst(vectors == nil ? 0 : 1) {
      for tensor in state.tensors where tensor.name.hasPrefix("layers.\(index).") {
        let leaf = tensor.name.split(separator: ".").last ?? ""
        if ["weight", "weight_ih", "weight_ih_l0"].contains(leaf), let size = tensor.shape.last {
          return size > more ? size - more : nil
        }
      }
    }
    return nil
  }

  /// Of a state dict.
  fileprivate var tensorNames: Set<String> {
    var names: Set<String> = []
    for (index, module) in modules.enumerated() {
      for tensor in module.tensors {
        switch tensor.inside("layers.\(index).") {
        case .same(_, let name): names.insert(name)
        case .biases(_, _, let input, let state): names.formUnion([input, state])
        }
      }
    }
    return names
  }
}
