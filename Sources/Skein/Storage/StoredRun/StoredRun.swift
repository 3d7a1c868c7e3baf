import Foundation

/// A run that was written before: its record and its model, which is that of the last checkpoint where the
/// training has not ended.
///
/// Nothing in the files is trusted: sizes are checked before memory is taken, and every error names
/// its file.
package struct StoredRun: Sendable {
  /// The run's folder as the caller named it.
  package let path: String
  package private(set) var record: RunRecord
  package let model: Model
  /// What is to be said about them, one clause each.
  package private(set) var notes: [String]

  /// Far more than any record; those of format 1 held a line for each epoch.
  private static let largestRecord = 256 << 20

  /// Reads the run in the folder `path`; the path of its `run.json` will do too.
  package init(path: String) throws {
    let folder = Self.folder(of: path)
    self.path = folder
    record = try Self.record(in: folder)
    let checkpoint: Checkpoint?
    (model, checkpoint) = try Self.readModel(folder, record)
    guard let checkpoint else {
      notes = record.notes(folder)
      return
    }
    notes = [checkpoint.place(in: folder, record.settings)]
    if record.settings.fullRecipe.shrinks, !record.data.validation.isEmpty {
      if let recipe = settledRecipe() {
        record.recipe = recipe
      } else {
        notes.append(
          "all of what the network says counts, since the data of the run is not as it was")
      }
    }
  }

  /// The folder of a run that is named by it or by its `run.json`.
  package static func folder(of path: String) -> String {
    FilePath.name(of: path) == RunFolder.File.run.rawValue ? FilePath.folder(of: path) : path
  }

  /// The record alone, also of a run that is not finished.
  ///
  /// - Parameter path: the run's folder, or its `run.json`.
  package static func record(in path: String) throws -> RunRecord {
    let folder = folder(of: path)
    let file = RunFolder.File.run.path(in: folder)
    let reader: FileReader
    do {
      reader = try FileReader(path: file)
    } catch {
      throw missing(error, folder)
    }
    guard reader.count <= largestRecord else {
      throw RunError.malformed(file: file, problem: "it is larger than any record")
    }
    var bytes = [UInt8](repeating: 0, count: reader.count)
    try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
    return try decoded(bytes, file: file)
  }

  /// Says that there is no run, where that is why `run.json` could not be opened.
  private static func missing(_ error: FileError, _ folder: String) -> RunError {
    guard case .system(.open, _, let code) = error, code == ENOENT || code == ENOTDIR else {
      return .file(error)
    }
    var status = stat()
    return stat(folder, &status) == 0 ? .noRecord(path: folder) : .notThere(path: folder)
  }

  /// The record in the bytes of a `run.json`; `file` is what messages call it.
  package static func decoded(_ bytes: [UInt8], file: String) throws -> RunRecord {
    do {
      let version = try RunJSON.value(of: FormatVersion.self, from: bytes)
      guard version.format <= RunRecord.currentFormat else {
        throw RunError.laterFormat(
          file: file, format: version.format, skein: String(version.skein.prefix(40)))
      }
      if version.format > 1, RunRecord.hasOwnDigest(bytes) != true {
        throw RunError.changed(file: file)
      }
      let record = try RunJSON.value(of: RunRecord.self, from: bytes)
      if let problem = record.problem { throw RunError.malformed(file: file, problem: problem) }
      return record
    } catch let error as DecodingError {
      throw RunError.malformed(file: file, problem: Self.sentence(error))
    }
  }

  /// What every later format will have too.
  private struct FormatVersion: Decodable {
    var format: Int
    var skein: String
  }

  /// What is wrong with JSON, as a clause.
  static func sentence(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      let parts = context.codingPath.map(\.stringValue) + [key.stringValue]
      return "it has no \(parts.joined(separator: "."))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(path(context)) has another type than it should"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty ? "it is no JSON" : "\(path(context)) makes no sense"
    @unknown default:
      return "it cannot be read"
    }
  }

  /// Nil where there is no model yet.
  private static func openModel(_ path: String, _ record: RunRecord) throws -> Safetensors? {
    do {
      return try Safetensors(path: path)
    } catch {
      guard record.results == nil, case .file(.system(.open, _, code: ENOENT)) = error else {
        throw error
      }
      return nil
    }
  }

  /// The model, and the checkpoint that it was taken from where the training has not ended.
  private static func readModel(
    _ folder: String, _ record: RunRecord
  ) throws -> (Model, Checkpoint?) {
    let path = RunFolder.File.model.path(in: folder)
    let file = try openModel(path, record)
    if file != nil, let expected = record.files?[RunFolder.File.model.rawValue] {
      guard try FileDigest(ofFile: path) == expected else {
        throw RunError.otherModel(file: path, run: folder)
      }
    }
    do {
      let architecture = try Sequential(specification: record.model.layers)
      guard let input = record.preparation?.inputShape else {
        throw RunError.malformed(
          file: RunFolder.File.run.path(in: folder), problem: "its columns are not those of a model"
        )
      }
      let layout = try Model.layout(
        architecture, input: input, targets: record.targetCount, loss: record.settings.loss,
        atEachStep: record.task?.settings.isAtEachStep ?? false)
      var checkpoint: Checkpoint?
      var weights: Weights
      if let file {
        weights = try file.weights(layout)
      } else {
        (checkpoint, weights) = try Self.checkpoint(in: folder, record, layout)
      }
      guard weights.areFinite else { throw RunError.notFinite(file: checkpoint?.file ?? path) }
      let model = try Model(architecture, input: input, weights: weights)
        .read(by: record.settings.loss.head)
      return (model, checkpoint)
    } catch let error as ModelError {
      throw RunError.weights(file: path, error)
    }
  }
}

extension RunRecord {
  /// What the data was prepared with; nil where its parts do not fit each other.
  var preparation: Preparation? {
    Preparation(
      inputs: data.inputs, targets: data.targets, future: data.future ?? [],
      calendar: data.calendar ?? [], statics: data.statics ?? [], window: settings.window,
      horizon: settings.farthest, steps: settings.predictedRows, scaler: scaler, recipe: recipe)
  }

  /// What somebody who uses the model should know, one clause each.
  func notes(_ folder: String) -> [String] {
    var notes: [String] = []
    if files?[RunFolder.File.model.rawValue] == nil {
      notes.append(
        "run.json has no digest of \(RunFolder.File.model.path(in: folder)), so a change of it"
          + " would not be found out")
    }
    if let results, let epochs = results.epochs, epochs < settings.epochs,
      results.stopped == nil, results.failure == nil
    {
      notes.append(
        "the training of \(folder) was to go on to \(NumberText.count(settings.epochs, "epoch")) and"
          + " has not ended; this is the model of \(NumberText.count(epochs, "epoch"))")
    } else if results == nil {
      notes.append("the training of \(folder) has not ended by its record")
    }
    return notes
  }

  /// What contradicts itself in a record that was read, or nil.
  var problem: String? {
    do {
      try settings.validate()
    } catch {
      return "\(error)"
    }
    if scaler.columns != data.columns { return "scaler.columns are not data.columns" }
    if data.inputs.isEmpty || !data.columns.starts(with: data.inputs) {
      return "data.inputs are not the first of data.columns"
    }
    if data.targets.isEmpty || !Set(data.targets).isSubset(of: data.columns) {
      return "data.targets are not among data.columns"
    }
    if let company, !company.isUsable(targets: data.targets.count) {
      return "company has no methods that make sense for each of data.targets"
    }
    if preparation == nil {
      return "recipe, data.future, data.calendar or data.statics do not fit data.columns"
    }
    if let panel, !panel.isUsable(columns: data.columns.count, targets: data.targets.count) {
      return "panel has no series with numbers that make sense for data.columns"
    }
    if let intervals,
      !intervals.isUsable(outputs: data.targets.count * settings.predictedRows)
    {
      return "intervals do not fit data.targets"
    }
    if data.naiveStepErrors.count != data.targets.count {
      return "data.naiveStepErrors are not one a target"
    }
    if data.naiveStepErrors.contains(where: { $0.map { !($0 > 0 && $0.isFinite) } ?? false }) {
      return "data.naiveStepErrors are not above zero"
    }
    let parts = [data.training, data.validation, data.test]
    // The last window's target is a row of the series, which bounds every index by its rows.
    guard data.rows >= 1, data.rows <= 1 << 48,
      parts.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= data.rows })
    else { return "data.training, data.validation and data.test do not lie within data.rows" }
    return nil
  }
}
