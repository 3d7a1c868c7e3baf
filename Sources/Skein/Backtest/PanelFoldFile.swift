import Foundation

/// A model of a backtest of many series that was trained, in a file until all are, so that a backtest that is
/// stopped goes on.
package struct PanelFoldFile: Sendable {
  /// What the file's metadata says beside the forecaster.
  private struct Note: Codable {
    /// What it belongs to: a record without results.
    var backtest: PanelBacktestRecord
    var fold: Int
    var training: BacktestFold.Training
  }

  private static let key = "skein.backtest"
  private static let begin = "backtest-model-"
  private static let end = ".safetensors"

  /// The first fold that the model forecasts, from 0.
  let fold: Int
  /// The backtest that it is of.
  let backtest: PanelBacktestRecord
  let folder: Folder

  private var place: FilePlace { FilePlace("\(Self.begin)\(fold + 1)\(Self.end)", in: folder) }

  /// Whether a file of a folder is one of these.
  package static func isOne(_ name: String) -> Bool { name.hasPrefix(begin) && name.hasSuffix(end) }

  /// - Throws: `FileError`.
  func write(_ model: PanelFoldModel) throws {
    let note = Note(backtest: backtest, fold: fold, training: model.training)
    try model.teller.forecaster.save(to: place, noting: [Self.key: RunJSON.text(note)])
  }

  /// What was written; nil where there is no such file, or one of another backtest or version.
  ///
  /// A file that is damaged counts as none: its model is trained again.
  ///
  /// - Parameter known: the rows that the fold knows.
  /// - Throws: what preparing the data throws.
  func model(on known: Series) throws -> PanelFoldModel? {
    guard let file = try? Safetensors(path: place.path), let text = file.metadata[Self.key],
      let note = try? RunJSON.value(of: Note.self, from: Array(text.utf8)),
      note.fold == fold, backtest.goesOn(from: note.backtest),
      let forecaster = try? Forecaster(file),
      (try? forecaster.model.weights.digest()) == note.training.model
    else { return nil }
    return try PanelFoldModel(forecaster, note.training, backtest.settings, on: known)
  }
}
