import ONNXSchema

extension ImportedNetwork {
  /// The network of a run.
  ///
  /// - Throws: `FileError`, `RunError`.
  package init(_ run: StoredRun) throws {
    let model = run.model.unread
    let panel = try run.exportedPanel()
    self.init(
      specification: model.architecture.specification, inputSize: model.input.features,
      tensors: TensorFile(model.weights),
      notes: run.notes + (panel?.notesWithout ?? []),
      preparation: try run.forecaster().preparation, loss: run.record.settings.loss,
      scaling: panel?.scaling)
  }

  /// Writes the network for another program, reads it back and compares it.
  ///
  /// - Returns: the greatest difference between a weight and what was read back.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack` for other layers, `InterchangeError.unknownLayer`.
  package func write(as format: InterchangeFormat, to place: FilePlace) throws -> Float {
    let model = try model()
    let metadata = try InterchangeFormat.metadata(
      layers: specification, preparation: preparation, loss: loss, scaling: scaling)
    switch format {
    case .pytorch:
      var state = try TorchNetwork(model).state(of: model.weights)
      state.metadata = metadata
      try state.write(to: place)
    case .onnx:
      try OnnxNetwork(model).file(metadata: metadata).write(to: place)
    case .keras:
      try KerasNetwork(model).write(
        KerasDescription(loss: loss, preparation: preparation, scaling: scaling), to: place)
    }
    let back = try ImportedNetwork(
      path: place.path, format: format, layers: format == .keras ? specification : nil)
    let other = try back.model(file: place.path)
    guard back.specification == model.architecture.specification else {
      throw InterchangeError.otherReadBack(file: place.path)
    }
    return zip(model.weights.values, other.weights.values).reduce(0) {
      max($0, abs($1.0 - $1.1))
    }
  }
}

extension InterchangeFormat {
  /// The form of a file that is to be written, by its ending; nil where that says none.
  package init?(ofTarget path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".safetensors") {
      self = .pytorch
    } else if name.hasSuffix(".onnx") {
      self = .onnx
    } else if name.hasSuffix(".keras") {
      self = .keras
    } else {
      return nil
    }
  }
}
