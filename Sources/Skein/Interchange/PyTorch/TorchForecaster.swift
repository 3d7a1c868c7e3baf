/// A forecaster for PyTorch: `model.safetensors`, which `Network.load_state_dict` takes, and `model.py`, which
/// makes the network, prepares rows for it and turns what it says into numbers of the series.
package struct TorchForecaster: ExportedForecaster {
  package let network: TorchNetwork
  private let forecaster: Forecaster
  private let raw: Model
  private let loss: Loss

  /// - Parameters:
  ///   - forecaster: what is exported.
  ///   - loss: that it was trained with, which says what the last layer's numbers mean.
  /// - Throws: `InterchangeError`.
  package init(_ forecaster: Forecaster, loss: Loss) throws {
    self.forecaster = forecaster
    self.loss = loss
    raw = forecaster.model
    network = try TorchNetwork(raw)
    guard loss.head.torchReading != nil else {
      throw InterchangeError.unknownLoss(loss.rawValue, format: .pytorch)
    }
  }

  package var notes: [String] { network.notes }

  /// Writes both files into a folder, reads the weights back and compares them.
  ///
  /// - Returns: their paths.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  package func write(to folder: Folder) throws -> [String] {
    var state = network.state(of: raw.weights)
    state.metadata = try InterchangeFormat.metadata(
      layers: raw.architecture.specification, preparation: forecaster.preparation, loss: loss)
    try state.write(to: FilePlace("model.safetensors", in: folder))
    try AtomicFile.write(try source(), to: FilePlace("model.py", in: folder))
    let paths = ["model.safetensors", "model.py"].map(folder.path(of:))
    guard try network.weights(from: Safetensors(path: paths[0])) == raw.weights else {
      throw InterchangeError.otherReadBack(file: paths[0])
    }
    return paths
  }

  /// `model.py`.
  func source() throws -> String {
    let preparation = forecaster.preparation
    let hasCalendar = !preparation.calendar.isEmpty
    return """
      \"""A forecaster that Skein \(SkeinVersion.current) trained and wrote for PyTorch.

          from model import load, predict
          network = load()
          predict(network, rows)   # rows of the series, the oldest first, in its own units

      Needs torch, numpy and safetensors. `load()` alone is enough to train the network further.
      \"""

      import json
      \(hasCalendar ? "import math\nfrom calendar import isleap, monthrange\n" : "")from pathlib import Path

      import numpy as np
      import torch
      from safetensors import safe_open
      from safetensors.torch import load_file
      from torch import nn

      FILE = Path(__file__).with_name("model.safetensors")


      \(network.source)

      def load(path=FILE):
          \"""The network with its trained weights.\"""
          network = Network()
          network.load_state_dict(load_file(path))
          return network.eval()


      def read(x):
          \"""What the last layer's numbers say: one for each row ahead and target. Loss: \(loss.rawValue).\"""
          \(loss.head.torchReading ?? "return x")


      \(TorchRows(preparation: preparation).source)

      def network_says(network, seen):
          \"""The outputs for rows as the network sees them: [rows ahead, targets].\"""
          with torch.no_grad():
              x = torch.tensor(np.asarray(seen)[None], dtype=torch.float32)
              return read(network(x)[0]).double().numpy().reshape(STEPS, len(TARGETS))


      \(preparation.recipe == nil ? Self.scaled : TorchRecipe.source)
      """
  }

  /// Without a recipe: what comes in is scaled, what comes out is brought back.
  private static let scaled = """
    SCALER = PREPARATION["scaler"]


    def predict(network, rows, coming=None, times=None):
        \"""What follows some rows: [rows ahead, targets], the last of them HORIZON rows later.

    \(TorchRows.arguments)
        \"""
        seen = Past(rows, coming, times).rows[-(WINDOW + AHEAD) :]
        offsets, scales = np.array(SCALER["offsets"]), np.array(SCALER["scales"])
        scaled = (seen - offsets) / scales
        places = [COLUMNS.index(target) for target in TARGETS]
        return network_says(network, scaled[:, : len(INPUTS)]) * scales[places] + offsets[places]

    """
}

extension Head {
  /// Python that makes a point of the outputs `x` of all targets; nil where there is none.
  var torchReading: String? {
    switch self {
    case is MeanSquaredError, is MeanAbsoluteError, is Huber, is LogCosh:
      return "return x"
    case let head as Quantiles:
      let middle = head.reading.point ?? 0
      return "return x.reshape(-1, \(head.quantiles.count)).sort(-1).values[:, \(middle)]"
    case is NormalLikelihood: return "return x.reshape(-1, 2)[:, 0]"
    case is StudentLikelihood: return "return x.reshape(-1, 3)[:, 0]"
    case is PoissonLikelihood: return "return x.exp()"
    case is NegativeBinomialLikelihood:
      return "return nn.functional.softplus(x.reshape(-1, 2)[:, 0]) + 1e-4"
    case is BinaryCrossEntropy: return "return torch.sigmoid(x)"
    case is CategoricalCrossEntropy: return "return x.argmax(-1, keepdim=True)"
    default: return nil
    }
  }
}
