import Foundation
import Skein

/// The folder that holds a backtest, for one process at a time.
final class BacktestFiles: Sendable {
  private let folder: Folder
  private let lock: FileLock?

  private static let lockName = ".backtest.lock"

  /// Makes the folder unless it is there.
  ///
  /// - Throws: `RunFolderError` where it cannot be written, or another process writes a backtest there.
  init(_ path: String) throws {
    try RunFolder.makeFolders(path)
    let folder = try Folder(path: path)
    self.folder = folder
    do throws(FileLock.Failure) {
      lock = try FileLock(Self.lockName, in: folder)
    } catch {
      switch error {
      case .held(let holder): throw RunFolderError.inUse(path: path, holder: holder)
      case .file(let error): throw RunFolderError.file(error)
      case .unsupported: lock = nil
      }
    }
    // Not worth an error: what a killed process left does no harm.
    try? folder.removeAbandoned()
  }

  private func place(of file: RunFolder.File) -> FilePlace { FilePlace(file.rawValue, in: folder) }

  /// A record with the folds that the folder has of the same backtest, and what is to be said about that.
  ///
  /// - Throws: what reading a record throws that is there.
  func begin(_ wanted: BacktestRecord) throws -> (record: BacktestRecord, note: String?) {
    let file = RunFolder.File.backtest
    guard try folder.names().contains(file.rawValue) else { return (wanted, nil) }
    let reader = try FileReader(place(of: file))
    var bytes = [UInt8](repeating: 0, count: reader.count)
    try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
    let found = try BacktestRecord(bytes, file: file.path(in: folder.path))
    guard wanted.goesOn(from: found) else {
      for other in [RunFolder.File.backtestRows, .backtestChart] {
        if try folder.names().contains(other.rawValue) { try folder.remove(other.rawValue) }
      }
      return (
        wanted,
        "the backtest in \(TerminalText.plain(folder.path)) was another one, and is replaced"
      )
    }
    var record = wanted
    record.folds = found.folds
    record.results = found.results
    let done = found.folds.count
    return (
      record,
      "\(done) of \(NumberText.count(wanted.plan.folds, "fold")) \(done == 1 ? "was" : "were") done"
        + " before, as \(TerminalText.plain(file.path(in: folder.path))) says"
    )
  }

  func write(_ record: BacktestRecord) throws {
    try AtomicFile.write(try RunJSON.text(record), to: place(of: .backtest))
  }

  /// Does a backtest of many series, writes its files and gives their paths.
  ///
  /// - Returns: nil where it was stopped.
  func measure(
    _ backtest: PanelBacktest, run: String?, crew: Crew, stop: StopRequest,
    events: PanelBacktest.Events
  ) throws -> (record: PanelBacktestRecord, paths: [String])? {
    let record = try backtest.measured(
      run: run, in: folder, crew: crew, stop: stop, events: events)
    guard let record else { return nil }
    try AtomicFile.write(try RunJSON.text(record), to: place(of: .backtest))
    let chart = LineChart.backtest(
      record, of: backtest.settings.runName, subtitle: BacktestText.extent(record.plan))
    let paths = try paths(with: chart)
    if backtest.trains { try removeModels() }
    return (record, paths)
  }

  /// Removes the models that were kept while others were trained.
  private func removeModels() throws {
    for name in try folder.names() where RunFolder.isBacktestModel(name) {
      try folder.remove(name)
    }
  }

  /// Writes all files and gives their paths.
  func finish(_ record: BacktestRecord, of backtest: Backtest) throws -> [String] {
    try write(record)
    try record.writeRows(of: backtest.series, to: place(of: .backtestRows))
    let chart = LineChart.backtest(
      record, of: backtest.settings.runName, subtitle: BacktestText.extent(record.plan))
    return try paths(with: chart)
  }

  /// The paths of all files, once the picture is written; that of an earlier backtest goes where this one has
  /// none.
  private func paths(with chart: LineChart?) throws -> [String] {
    var files: [RunFolder.File] = [.backtest, .backtestRows]
    if let chart {
      try AtomicFile.write(chart.svg(), to: place(of: .backtestChart))
      files.append(.backtestChart)
    } else {
      try folder.remove(RunFolder.File.backtestChart.rawValue)
    }
    return files.map { $0.path(in: folder.path) }
  }
}
