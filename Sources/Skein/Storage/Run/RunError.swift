import Foundation

/// Why a finished run cannot be used, in one sentence with its remedy.
package enum RunError: Error {
  case notThere(path: String)
  case noRecord(path: String)
  /// The run was stopped before it had a model.
  case unfinished(path: String)
  /// The data is not what the run was started with.
  case dataChanged(run: String, source: String, rows: Int, trained: Int)
  case malformed(file: String, problem: String)
  case laterFormat(file: String, format: Int, skein: String)
  /// A record's digest is not that of its text.
  case changed(file: String)
  /// The digest in the record is not that of the model.
  case otherModel(file: String, run: String)
  case weights(file: String, ModelError)
  case notFinite(file: String)
  case file(FileError)
  /// The data of the run is not where it was.
  case dataMoved(file: String)
  /// A run that learned from texts has no series.
  case learnedTexts(source: String)
  case otherColumns(source: String, found: [String], needed: [String])
  /// The data became shorter than what the model was trained on.
  case dataShrank(source: String, rows: Int, needed: Int)
  case noTestPart(path: String)
  /// Nothing came since the run was trained.
  case noNewRows(source: String, rows: Int)
  /// The model that a training went on from is another one now.
  case originChanged(run: String)
  /// There is no training to go on with: the weights came from a file.
  case imported(file: String)
  /// The rows that trained the model are not in the data any more.
  case rowsNotFound(source: String)
}

extension RunError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .notThere(let path):
      return "there is no run folder \(path); give the folder of a run, such as runs/sine"
    case .noRecord(let path):
      return
        "\(path) holds no run: it has no \(RunFolder.File.run.rawValue); give the folder of a run"
    case .unfinished(let path):
      return "the run \(path) is not finished, so it has no model yet; resume it"
    case .dataChanged(let run, let source, let rows, let trained):
      let change = rows == trained ? "its values differ" : "it had \(trained) rows and has \(rows)"
      return "\(source) has changed since the run \(run) was started: \(change); bring the old data"
        + " back, or start a new run"
    case .malformed(let file, let problem):
      return "\(file) is damaged or was not written by Skein: \(problem); use another copy, or"
        + " train the model again"
    case .laterFormat(let file, let format, let skein):
      return "\(file) has format \(format), written by Skein \(skein); this is Skein"
        + " \(SkeinVersion.current), which reads up to \(RunRecord.currentFormat), so update it"
    case .changed(let file):
      return
        "\(file) is not as Skein wrote it: its digest is another; use another copy, or train the"
        + " model again"
    case .otherModel(let file, let run):
      return "\(file) is not the model that run.json tells of: its digest is another; use another"
        + " copy, or resume \(run), which writes it anew from its checkpoint"
    case .weights(let file, let error):
      return "\(file) does not fit the model in run.json: \(error)"
    case .notFinite(let file):
      return "\(file) holds weights that are infinite or NaN; use another copy, or train the model"
        + " again"
    case .file(let error): return error.description
    case .dataMoved(let file):
      return "the data of the run, \(file), is not there any more; name the place where it is"
    case .learnedTexts(let source):
      return
        "the run learned from texts or sequences, \(source), so it has no series; give a run that forecasts"
    case .otherColumns(let source, let found, let needed):
      return "\(source) gives the columns \(TerminalText.names(found)), but the model was"
        + " trained on \(TerminalText.names(needed))\(Self.difference(found, needed)); give data with"
        + " these columns"
    case .dataShrank(let source, let rows, let needed):
      return "\(source) has only \(rows) rows now, but the test part of the run needs at least"
        + " \(needed); name it as other data to use every window of it"
    case .rowsNotFound(let source):
      return
        "the rows that trained the model are not found in \(source) any more, so its test part is"
        + " not known; name it as other data to use every window of it"
    case .noNewRows(let source, let rows):
      return "\(source) has no row that was not there when the run was trained: all"
        + " \(NumberText.grouped(rows)) were; give newer data"
    case .originChanged(let run):
      return "\(run) is not the model any more that the training went on from; start a new run"
    case .imported(let file):
      return
        "the run's weights were imported from \(file), so there is no training to go on with; start"
        + " a new run that goes on from its model"
    case .noTestPart(let path):
      return "the run \(path) has no test part, since its test split is 0; give other data"
    }
  }

  /// Which columns are missing and which are new, and those that are probably the same.
  private static func difference(_ found: [String], _ needed: [String]) -> String {
    let missing = needed.filter { !found.contains($0) }
    let new = found.filter { !needed.contains($0) }
    func list(_ names: [String], _ one: String, _ several: String) -> String {
      let texts = names.prefix(8).map { TerminalText.quoted($0) }.joined(separator: ", ")
      let more = names.count > 8 ? " and \(names.count - 8) more" : ""
      return "\(texts)\(more) \(names.count == 1 ? one : several)"
    }
    guard !missing.isEmpty else { return "" }
    var text = ": " + list(missing, "is missing", "are missing")
    if !new.isEmpty { text += ", " + list(new, "is new", "are new") }
    var free = new
    for name in missing.prefix(8) {
      guard let other = Suggestion.nearest(to: name, among: free) else { continue }
      free.removeAll { $0 == other }
      text += "; \(TerminalText.quoted(name)) may be called \(TerminalText.quoted(other)) now"
    }
    return text
  }

  package var errorDescription: String? { description }
}
