extension ImportedNetwork {
  /// Takes what stands beside the weights in a file: how rows are prepared, and what outputs mean.
  ///
  /// - Throws: `InterchangeError.badPreparation`.
  mutating func readMetadata(_ metadata: [String: String], file: String) throws {
    preparation = try metadata[InterchangeFormat.preparationKey].map {
      try InterchangeFormat.said(Array($0.utf8), file: file)
    }
    loss = metadata[InterchangeFormat.lossKey].flatMap { Loss(rawValue: $0) }
    scaling = metadata[InterchangeFormat.scalingKey].flatMap { Scaling(rawValue: $0) }
  }
}

extension InterchangeFormat {
  /// Bytes of what is said about the preparation: JSON takes many times its size when it is read.
  static let largestDescription = 1 << 22

  /// What a file says of the rows that its network is for.
  ///
  /// - Throws: `InterchangeError.badPreparation`.
  static func said<Value: Decodable>(_ json: [UInt8], file: String) throws -> Value {
    guard json.count <= largestDescription else {
      throw InterchangeError.badPreparation(
        file: file, problem: "in \(NumberText.grouped(json.count)) bytes, which is too much")
    }
    do {
      return try RunJSON.value(of: Value.self, from: json)
    } catch let error as DecodingError {
      throw InterchangeError.badPreparation(file: file, problem: StoredRun.sentence(error))
    }
  }

  /// What stands beside the weights in a file, for whoever prepares inputs and reads outputs.
  static func metadata(
    layers: String, preparation: Preparation?, loss: Loss?, scaling: Scaling?
  ) throws -> [String: String] {
    var metadata = [layersKey: layers]
    metadata[preparationKey] = try preparation.map { try RunJSON.text($0) }
    metadata[lossKey] = loss?.rawValue
    metadata[scalingKey] = scaling?.rawValue
    return metadata
  }
}
