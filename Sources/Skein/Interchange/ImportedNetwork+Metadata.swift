extension ImportedNetwork {
  /// Takes what stands beside the weights in a file: how rows are prepared, and what outputs mean.
  ///
  /// - Throws: `InterchangeError.badPreparation`.
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

extension InterchangeFormat {
  /// What stands beside the weights in a file, for whoever prepares inputs and reads outputs.
  static func metadata(
    layers: String, preparation: Preparation?, loss: Loss?
  ) throws -> [String: String] {
    var metadata = [layersKey: layers]
    metadata[preparationKey] = try preparation.map { try RunJSON.text($0) }
    metadata[lossKey] = loss?.rawValue
    return metadata
  }
}
