/// A forecaster for Keras: `model.keras`, which `keras.models.load_model` takes, with its preparation in it, and
/// `model.py`, which prepares rows for it and turns what it says into numbers of the series; of many series,
/// `series.json` beside them.
package struct KerasForecaster: ExportedForecaster {
  private let network: KerasNetwork
  private let module: PythonForecaster
  private let forecaster: Forecaster
  private let loss: Loss
  private let panel: ExportedPanel?

  package let notes: [String] = []

  /// - Parameters:
  ///   - forecaster: what is exported.
  ///   - loss: that it was trained with, which says what the last layer's numbers mean.
  ///   - panel: what each of many series has of its own; nil for one series.
  /// - Throws: `InterchangeError`.
  package init(_ forecaster: Forecaster, loss: Loss, panel: ExportedPanel? = nil) throws {
    self.forecaster = forecaster
    self.loss = loss
    self.panel = panel
    let model = forecaster.model
    network = try KerasNetwork(model)
    module = try PythonForecaster(
      forecaster.preparation, loss: loss, panel: panel,
      Self.terms(takesTokens: model.architecture.vocabulary != nil))
  }

  /// Writes the files into a folder, reads the network back and compares it.
  ///
  /// - Returns: their paths.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  package func write(to folder: Folder) throws -> [String] {
    let place = FilePlace(Self.file, in: folder)
    try network.write(
      KerasDescription(
        loss: loss, preparation: forecaster.preparation, scaling: panel?.scaling), to: place)
    let paths = try [place.path] + module.write(to: folder)
    let model = forecaster.model
    let back = try ImportedNetwork(
      path: place.path, format: .keras, layers: model.architecture.specification)
    guard try back.model(for: model.input, file: place.path).weights == model.weights else {
      throw InterchangeError.otherReadBack(file: place.path)
    }
    return paths
  }

  private static let file = "model.keras"

  /// - Parameter takesTokens: whether the network takes the numbers of tokens, not vectors of one.
  private static func terms(takesTokens: Bool) -> PythonTerms {
    PythonTerms(
      format: .keras, needs: "keras with a backend, and numpy",
      imports: """
        from zipfile import ZipFile

        import keras
        import numpy as np
        """,
      file: file,
      network: """
        def load(path=FILE):
            \"""The network with its trained weights, or with those of another file.\"""
            return keras.models.load_model(path)

        """,
      preparation: """
        with ZipFile(FILE) as file:
            PREPARATION = json.loads(file.read("\(InterchangeFormat.descriptionName)"))["preparation"]
        """,
      outputs: """
            x = np.asarray(seen, dtype=np.float32)[None]
            outputs = network.predict_on_batch(x\(takesTokens ? "[..., 0]" : ""))[0]
        """)
  }
}
