extension Forecaster {
  /// What the metadata says beside the tensors.
  private struct Description: Codable {
    struct Shape: Codable {
      var steps: Int
      var features: Int
    }

    var format: Int
    var layers: String
    var input: Shape
    var preparation: Preparation
    /// What reads the model's output; nil where that is the prediction.
    var loss: Loss?
    /// Nil where none were learnt.
    var intervals: Intervals?
  }

  /// What every later format will have too.
  private struct FormatVersion: Decodable {
    var format: Int
  }

  /// 1 had neither recipes nor several rows at once, 2 no columns that are known ahead; the least one is
  /// written that does.
  private static let currentFormat = 3
  private static let key = "skein.forecaster"

  /// Writes one safetensors file: the tensors by PyTorch's names and shapes, and in its metadata, as
  /// JSON, the model's specification, its input shape and the preparation, with a hash of it all.
  ///
  /// The file appears whole or not at all; equal forecasters give equal bytes.
  ///
  /// - Throws: what the system says when the file cannot be written.
  public func save(to path: String) throws {
    try save(to: FilePlace(path: path))
  }

  /// - Parameter more: what else the metadata says.
  func save(to place: FilePlace, noting more: [String: String] = [:]) throws {
    let description = Description(
      format: !preparation.future.isEmpty
        ? Self.currentFormat : preparation.recipe == nil && preparation.steps == 1 ? 1 : 2,
      layers: model.architecture.specification,
      input: Description.Shape(
        steps: preparation.inputShape.vectors, features: model.input.features),
      preparation: preparation, loss: model.reader.map { Loss($0) },
      intervals: intervals)
    var file = TensorFile(model.weights)
    file.metadata.merge(more) { $1 }
    file.metadata[Self.key] = try RunJSON.text(description)
    try file.write(to: place, hashed: true)
  }

  /// Reads what `save(to:)` wrote. Nothing in the file is trusted: sizes are checked before memory is
  /// taken.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - kinds: the kinds of layers that the file may name; add your own ones.
  /// - Throws: `ForecasterError`, or what is wrong with the file as safetensors.
  public init(
    contentsOf path: String, layers kinds: [any Layer.Type] = LayerCatalog.kinds
  ) throws {
    try self.init(Safetensors(path: path), kinds)
  }

  /// The same for a file in memory; `file` is what messages call it.
  package init(bytes: [UInt8], file: String) throws {
    try self.init(Safetensors(bytes: bytes, file: file))
  }

  /// The same for an open file.
  init(_ file: Safetensors, _ kinds: [any Layer.Type] = LayerCatalog.kinds) throws {
    let name = file.file
    guard let text = file.metadata[Self.key] else {
      throw ForecasterError.noPreparation(file: name)
    }
    try file.checkHash()
    let description = try Self.description(Array(text.utf8), file: name)
    let preparation = description.preparation
    let input = LayerShape(steps: description.input.steps, features: description.input.features)
    guard input == preparation.inputShape else {
      throw ForecasterError.malformed(file: name, problem: "input is not that of preparation")
    }
    guard description.intervals?.isUsable(outputs: preparation.outputs) ?? true else {
      throw ForecasterError.malformed(file: name, problem: "intervals are not those of preparation")
    }
    do {
      let architecture = try Sequential(specification: description.layers, kinds: kinds)
      let layout = try Model.layout(
        architecture, input: input, targets: preparation.steps * preparation.targets.count,
        loss: description.loss ?? .mse)
      let weights = try file.weights(layout)
      guard weights.areFinite else { throw ForecasterError.notFinite(file: name) }
      var model = try Model(architecture, input: input, weights: weights)
      if let loss = description.loss { model = try model.read(by: loss.head) }
      try self.init(
        model, preparation: preparation, intervals: description.intervals)
    } catch let error as ModelError {
      throw ForecasterError.weights(file: name, error)
    }
  }

  private static func description(_ bytes: [UInt8], file: String) throws -> Description {
    do {
      let version = try RunJSON.value(of: FormatVersion.self, from: bytes)
      guard version.format <= currentFormat else {
        throw ForecasterError.laterFormat(file: file, format: version.format)
      }
      return try RunJSON.value(of: Description.self, from: bytes)
    } catch let error as DecodingError {
      throw ForecasterError.malformed(file: file, problem: StoredRun.sentence(error))
    }
  }
}
