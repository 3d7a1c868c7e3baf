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

  /// Writes the network for another program, after what is written was read and compared; otherwise a file that is
  /// there stays.
  ///
  /// - Returns: the greatest difference between a weight and what was read.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack` for other layers and for other bytes in the file,
  ///   `InterchangeError.unknownLayer`, and what reading a file throws.
  package func write(as format: InterchangeFormat, to place: FilePlace) throws -> Float {
    let model = try model()
    let metadata = try InterchangeFormat.metadata(
      layers: specification, preparation: preparation, loss: loss, scaling: scaling)
    let bytes: [UInt8]
    switch format {
    case .pytorch:
      var state = try TorchNetwork(model).state(of: model.weights)
      state.metadata = metadata
      bytes = try state.bytes()
    case .onnx:
      bytes = try OnnxNetwork(model).file(metadata: metadata).bytes()
    case .keras:
      bytes = try KerasNetwork(model).archive(
        KerasDescription(loss: loss, preparation: preparation, scaling: scaling))
    }
    let back = try ImportedNetwork(
      bytes: bytes, file: place.path, format: format,
      layers: format == .keras ? specification : nil)
    let other = try back.model(file: place.path)
    guard back.specification == model.architecture.specification else {
      throw InterchangeError.otherReadBack(file: place.path)
    }
    try AtomicFile.write(to: place) { file throws(FileError) in try file.append(bytes) }
    guard try FileReader(path: place.path).bytes() == bytes else {
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
