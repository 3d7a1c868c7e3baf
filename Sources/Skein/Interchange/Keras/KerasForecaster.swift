/// A forecaster for Keras: `model.keras`, which `keras.models.load_model` takes, with its preparation beside it.
package struct KerasForecaster: ExportedForecaster {
  private let network: KerasNetwork
  private let forecaster: Forecaster
  private let loss: Loss

  package let notes: [String] = []

  /// - Parameters:
  ///   - forecaster: what is exported.
  ///   - loss: that it was trained with, which says what the last layer's numbers mean.
  /// - Throws: `InterchangeError`.
  package init(_ forecaster: Forecaster, loss: Loss) throws {
    self.forecaster = forecaster
    self.loss = loss
    network = try KerasNetwork(forecaster.model)
  }

  /// Writes the file into a folder, reads it back and compares it.
  ///
  /// - Returns: its path.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  package func write(to folder: Folder) throws -> [String] {
    let place = FilePlace("model.keras", in: folder)
    try network.write(
      KerasDescription(loss: loss, preparation: forecaster.preparation), to: place)
    let model = forecaster.model
    let back = try ImportedNetwork(
      path: place.path, format: .keras, layers: model.architecture.specification)
    guard try back.model(for: model.input, file: place.path).weights == model.weights else {
      throw InterchangeError.otherReadBack(file: place.path)
    }
    return [place.path]
  }
}
