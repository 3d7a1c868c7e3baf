import Hashing

/// A model of a backtest of many series that was trained, in a file until all are, so that a backtest that is
/// stopped goes on.
package struct PanelFoldFile: Sendable {
  /// What the file's metadata says beside the forecaster.
  private struct Note: Codable {
    /// What it belongs to: a record without results.
    var backtest: PanelBacktestRecord
    /// Of which rows are whose, and when.
    var rows: String
    var fold: Int
    var training: BacktestFold.Training
  }

  private static let key = "skein.backtest"

  /// The first fold that the model forecasts, from 0.
  let fold: Int
  /// The backtest that it is of.
  let backtest: PanelBacktestRecord
  /// A digest of which rows are whose, and when: what the fingerprint of the values does not tell.
  let rows: String
  let folder: Folder

  private var place: FilePlace { FilePlace(RunFolder.backtestModel(fold), in: folder) }

  /// - Throws: `FileError`.
  func write(_ model: PanelFoldModel) throws {
    let note = Note(
      backtest: backtest, rows: rows, fold: fold, training: model.training)
    try model.teller.forecaster.save(to: place, noting: [Self.key: RunJSON.text(note)])
  }

  /// What was written; nil where there is no such file, or one of another backtest or version.
  ///
  /// A file that is damaged counts as none: its model is trained again.
  ///
  /// - Parameter known: the rows that the fold knows, of which a copy is made where they are needed.
  /// - Throws: what preparing the data throws.
  func model(on known: () throws -> Series) throws -> PanelFoldModel? {
    guard let file = try? Safetensors(path: place.path), let text = file.metadata[Self.key],
      let note = try? RunJSON.value(of: Note.self, from: Array(text.utf8)),
      note.fold == fold, note.rows == rows, backtest.goesOn(from: note.backtest),
      let forecaster = try? Forecaster(file),
      (try? forecaster.model.weights.digest()) == note.training.model
    else { return nil }
    return try PanelFoldModel(forecaster, note.training, backtest.settings, on: known())
  }
}

extension Series {
  /// A digest of which rows are whose, where time has gaps, and when each stretch begins and ends.
  func rowsDigest(_ panel: Panel) -> String {
    var hash = FNV1a()
    for (name, rows) in zip(panel.names, panel.rows) {
      hash.combine(name)
      hash.combine(UInt64(rows.count))
    }
    for run in runs where !run.isEmpty {
      hash.combine(UInt64(run.count))
      hash.combine(rowLabel(run.lowerBound))
      hash.combine(rowLabel(run.upperBound - 1))
    }
    return hash.digits
  }
}
