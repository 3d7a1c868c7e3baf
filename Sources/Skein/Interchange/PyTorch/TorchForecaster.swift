/// A forecaster for PyTorch: `model.safetensors`, which `Network.load_state_dict` takes, and `model.py`, which
/// makes the network, prepares rows for it and turns what it says into numbers of the series; of many series,
/// `series.json` beside them.
package struct TorchForecaster: ExportedForecaster {
  package let network: TorchNetwork
  private let module: PythonForecaster
  private let forecaster: Forecaster
  private let loss: Loss
  private let panel: ExportedPanel?

  /// - Parameters:
  ///   - forecaster: what is exported.
  ///   - loss: that it was trained with, which says what the last layer's numbers mean.
  ///   - panel: what each of many series has of its own; nil for one series.
  /// - Throws: `InterchangeError`.
  package init(_ forecaster: Forecaster, loss: Loss, panel: ExportedPanel? = nil) throws {
    self.forecaster = forecaster
    self.loss = loss
    self.panel = panel
    network = try TorchNetwork(forecaster.model)
    module = try PythonForecaster(
      forecaster.preparation, loss: loss, panel: panel, Self.terms(network))
  }

  package var notes: [String] { network.notes }

  /// Writes the files into a folder, reads the weights back and compares them.
  ///
  /// - Returns: their paths.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  package func write(to folder: Folder) throws -> [String] {
    let weights = forecaster.model.weights
    var state = network.state(of: weights)
    state.metadata = try InterchangeFormat.metadata(
      layers: forecaster.model.architecture.specification, preparation: forecaster.preparation,
      loss: loss, scaling: panel?.scaling)
    let place = FilePlace(Self.file, in: folder)
    try state.write(to: place)
    let paths = try [place.path] + module.write(to: folder)
    guard try network.weights(from: Safetensors(path: place.path)) == weights else {
      throw InterchangeError.otherReadBack(file: place.path)
    }
    return paths
  }

  private static let file = "model.safetensors"

  private static func terms(_ network: TorchNetwork) -> PythonTerms {
    PythonTerms(
      format: .pytorch, needs: "torch, numpy and safetensors",
      imports: """

        import numpy as np
        import torch
        from safetensors import safe_open
        from safetensors.torch import load_file
        from torch import nn
        """,
      file: file,
      network: """
        \(network.source)

        def load(path=FILE):
            \"""The network with its trained weights.\"""
            network = Network()
            network.load_state_dict(load_file(path))
            return network.eval()

        """,
      preparation: """
        with safe_open(FILE, "pt") as file:
            PREPARATION = json.loads(file.metadata()["\(InterchangeFormat.preparationKey)"])
        """,
      outputs: """
            with torch.no_grad():
                x = torch.tensor(np.asarray(seen)[None], dtype=torch.float32)
                outputs = network(x)[0].numpy()
        """)
  }
}
