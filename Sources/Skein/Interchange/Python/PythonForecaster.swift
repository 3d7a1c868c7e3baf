/// `model.py`: a Python module that loads a network, prepares rows for it and turns what it says into numbers of the
/// series. What stands around a network is the same for every program; `PythonTerms` are what is not.
struct PythonForecaster {
  private let terms: PythonTerms
  private let preparation: Preparation
  private let loss: Loss
  private let panel: ExportedPanel?
  /// Python that makes points of outputs.
  private let reading: String

  /// - Parameters:
  ///   - preparation: of the rows.
  ///   - loss: that the network was trained with, which says what the last layer's numbers mean.
  ///   - panel: what each of many series has of its own; nil for one series.
  /// - Throws: `InterchangeError.unknownLoss`.
  init(
    _ preparation: Preparation, loss: Loss, panel: ExportedPanel?, _ terms: PythonTerms
  ) throws {
    guard let reading = loss.head.pythonReading else {
      throw InterchangeError.unknownLoss(loss.rawValue, format: terms.format)
    }
    self.terms = terms
    self.preparation = preparation
    self.loss = loss
    self.panel = panel
    self.reading = reading
  }

  /// Writes it into a folder, and beside it what it reads of many series; returns their paths.
  ///
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  func write(to folder: Folder) throws -> [String] {
    try AtomicFile.write(source, to: FilePlace(Self.name, in: folder))
    let path = folder.path(of: Self.name)
    guard let panel else { return [path] }
    return [path, try panel.write(to: folder)]
  }

  private static let name = "model.py"

  /// The whole module.
  var source: String {
    let calendar =
      preparation.calendar.isEmpty ? "" : "import math\nfrom calendar import isleap, monthrange\n"
    let named = panel == nil ? "" : ", series=NAME"
    return """
      \"""A forecaster that Skein \(SkeinVersion.current) trained and wrote for \(terms.format.title).

          from model import load, predict
          network = load()
          predict(network, rows\(named))   # rows of the series, the oldest first, in its own units

      Needs \(terms.needs). `load()` alone is enough to train the network further.
      \"""

      import json
      \(calendar)from pathlib import Path
      \(terms.imports)

      FILE = Path(__file__).with_name("\(terms.file)")


      \(terms.network)

      def read(x):
          \"""What the last layer's numbers say: one for each row ahead and target. Loss: \(loss.rawValue).\"""
          \(reading)


      \(terms.preparation)
      \(PythonRows(preparation: preparation).source)

      def network_says(network, seen):
          \"""The outputs for rows as the network sees them: [rows ahead, targets].\"""
      \(terms.outputs)
          return read(outputs.astype(np.float64)).reshape(STEPS, len(TARGETS))


      \(predicting)
      """
  }

  /// The functions that make a prediction of rows.
  private var predicting: String {
    let recipe = preparation.recipe == nil ? PythonRecipe.scaled : PythonRecipe.source
    guard let panel else { return recipe("predict", PythonRows.arguments) }
    return recipe(PythonPanel.inner, PythonPanel.arguments) + "\n\n"
      + PythonPanel(panel: panel, preparation: preparation).source
  }
}

/// What `model.py` says in the terms of one program.
struct PythonTerms {
  let format: InterchangeFormat
  /// The packages of Python that it needs, as its documentation names them.
  let needs: String
  /// Lines behind those of Python's own modules, numpy's among them.
  let imports: String
  /// The name of the file of the network, beside the module.
  let file: String
  /// The network, where it is written out, and `load(path=FILE)`, with a blank line behind.
  let network: String
  /// The lines that make `PREPARATION` of what `FILE` says.
  let preparation: String
  /// The lines that make `outputs`, an array of the last layer's numbers, of `network` and `seen`.
  let outputs: String
}

extension Head {
  /// Python that makes a point of the outputs `x` of all targets; nil where there is none.
  fileprivate var pythonReading: String? {
    switch self {
    case is MeanSquaredError, is MeanAbsoluteError, is Huber, is LogCosh:
      return "return x"
    case let head as Quantiles:
      let middle = head.reading.point ?? 0
      return "return np.sort(x.reshape(-1, \(head.quantiles.count)), -1)[:, \(middle)]"
    case is NormalLikelihood: return "return x.reshape(-1, 2)[:, 0]"
    case is StudentLikelihood: return "return x.reshape(-1, 3)[:, 0]"
    case is PoissonLikelihood: return "return np.exp(x)"
    case is NegativeBinomialLikelihood:
      return "return np.logaddexp(0.0, x.reshape(-1, 2)[:, 0]) + 1e-4"
    case is BinaryCrossEntropy: return "return 1 / (1 + np.exp(-x))"
    case is CategoricalCrossEntropy: return "return x.argmax(-1, keepdims=True)"
    default: return nil
    }
  }
}
