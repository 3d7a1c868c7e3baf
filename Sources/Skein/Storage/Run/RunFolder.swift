import Foundation

/// The folder of one run, held by one process at a time for as long as the value lives.
///
/// It is held by descriptor: a folder that is renamed meanwhile goes on being written, and what is put
/// in its old place is left alone.
package struct RunFolder: ~Copyable {
  /// Every file that Skein writes into a run folder.
  package enum File: String, CaseIterable, Sendable {
    case run = "run.json"
    case model = "model.safetensors"
    case vocabulary = "vocabulary.txt"
    case best = "best.safetensors"
    case checkpoint = "checkpoint.safetensors"
    case previousCheckpoint = "checkpoint.previous.safetensors"
    case history = "history.csv"
    case logTable = "log.csv"
    case logLines = "log.jsonl"
    /// For TensorBoard, which looks for such a name in any folder.
    case logEvents = "events.out.tfevents.skein"
    case loss = "loss.svg"
    case predictions = "predictions.csv"
    case predictionsChart = "predictions.svg"
    /// The errors of each series of a panel.
    case series = "series.csv"
    case residualsChart = "residuals.svg"
    case errorsChart = "errors.svg"
    case report = "report.html"
    case forecast = "forecast.csv"
    case forecastChart = "forecast.svg"
    case samples = "samples.csv"
    case backtest = "backtest.json"
    case backtestRows = "backtest.csv"
    case backtestChart = "backtest.svg"

    /// The path of this file in a run folder.
    package func path(in folder: String) -> String {
      folder.hasSuffix("/") ? folder + rawValue : "\(folder)/\(rawValue)"
    }
  }

  /// What keeps the model of a backtest's fold, counted from 0, while others are trained.
  package static func backtestModel(_ fold: Int) -> String {
    "\(backtestModels)\(fold + 1).safetensors"
  }

  private static let backtestModels = "backtest-model-"

  package static func isBacktestModel(_ name: String) -> Bool {
    name.hasPrefix(backtestModels) && name.hasSuffix(".safetensors")
  }

  /// The folder as the caller named it.
  package var path: String { folder.path }
  package let folder: Folder
  /// What is to be said about the lock: that there is none, or that another host may hold it.
  package let warning: String?
  private let lock: FileLock?

  private static let lockName = ".lock"
  /// Names that say nothing about whether a run is there.
  private static let ownNames = [lockName, StatusFile.name]

  /// Where a run called `name` lies if no folder was given: `runs/<name>`.
  ///
  /// A name is one path component: not empty, without a slash, not beginning with a dot.
  package static func path(named name: String) throws(RunFolderError) -> String {
    let isComponent = !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
    guard !name.isEmpty, isComponent, !name.hasPrefix(".") else { throw .invalidName(name) }
    return "runs/\(name)"
  }

  /// The first of `runs/temps-2`, `runs/temps-3`… that is not there, for a run that goes on from
  /// `runs/temps`.
  package static func next(after path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    var number = 2
    var status = stat()
    while lstat("\(path)-\(number)", &status) == 0 { number += 1 }
    return "\(path)-\(number)"
  }

  /// Makes the folder for a new run, its parents included, and locks it.
  ///
  /// A folder with anything in it is refused, unless `overwrite` is set; nothing is removed before
  /// `begin`.
  package init(creating path: String, overwrite: Bool) throws(RunFolderError) {
    try Self.makeFolders(path)
    let folder = try Self.open(path)
    let (lock, warning) = try Self.lock(folder)
    // Looked at under the lock, so that of two processes that start together one is refused.
    let names = try Self.names(in: folder).filter { !Self.ownNames.contains($0) }
    guard overwrite || names.allSatisfy(AtomicFile.isTemporary) else {
      throw .notEmpty(path: path)
    }
    try Self.removeAbandoned(in: folder)
    self.init(folder, lock, warning)
  }

  /// Locks the folder of an earlier run, to go on with it; it must hold `run.json`.
  package init(resuming path: String) throws(RunFolderError) {
    let folder = try Self.open(path)
    guard try Self.names(in: folder).contains(File.run.rawValue) else { throw .noRun(path: path) }
    let (lock, warning) = try Self.lock(folder)
    try Self.removeAbandoned(in: folder)
    self.init(folder, lock, warning)
  }

  private init(_ folder: Folder, _ lock: FileLock?, _ warning: String?) {
    self.folder = folder
    self.lock = lock
    self.warning = warning
  }

  /// The lock, where the file system has any, and what is to be said about it.
  private static func lock(_ folder: Folder) throws(RunFolderError) -> (FileLock?, String?) {
    let path = folder.path
    do throws(FileLock.Failure) {
      let lock = try FileLock(lockName, in: folder)
      guard let former = lock.former, !former.host.isEmpty,
        former.host != FileLock.Holder.current.host
      else { return (lock, nil) }
      return (
        lock,
        "\(path) was left locked by process \(former.process) on the host \(former.host); if that"
          + " still trains, stop one of the two"
      )
    } catch {
      switch error {
      case .held(let holder): throw .inUse(path: path, holder: holder)
      case .unsupported(let holder):
        let named = holder.map { ", last used by process \($0.process) \($0.host)" } ?? ""
        return (
          nil,
          "the file system of \(path) has no locks\(named): see to it that nothing else trains there"
        )
      case .file(.system(_, _, let code)):
        throw .file(.system(.write, path: path, code: code))
      case .file(let error): throw .file(error)
      }
    }
  }

  /// Begins a new run with its record: then nothing of an earlier one is left beside it. Files that
  /// Skein does not write stay as they are.
  package func begin(_ record: RunRecord) throws {
    try write(record)
    for name in try folder.names()
    where name != File.run.rawValue && (File(rawValue: name) != nil || Self.isBacktestModel(name)) {
      try folder.remove(name)
    }
  }

  /// Where one of the run's files goes.
  package func place(of file: File) -> FilePlace { FilePlace(file.rawValue, in: folder) }

  /// Removes one of the run's files, where it is there.
  package func remove(_ file: File) throws(FileError) {
    if try folder.names().contains(file.rawValue) { try folder.remove(file.rawValue) }
  }

  /// The digest of a file that is there.
  package func digest(of file: File) throws(FileError) -> FileDigest {
    try FileDigest(ofFile: place(of: file))
  }

  /// The path of one of the run's files, for messages.
  package func path(of file: File) -> String { file.path(in: path) }

  private static func removeAbandoned(in folder: Folder) throws(RunFolderError) {
    do throws(FileError) { try folder.removeAbandoned() } catch { throw .file(error) }
  }

  private static func open(_ path: String) throws(RunFolderError) -> Folder {
    do throws(FileError) { return try Folder(path: path) } catch {
      guard case .system(.open, _, let code) = error else { throw .file(error) }
      throw .file(.system(.list, path: path, code: code))
    }
  }

  private static func names(in folder: Folder) throws(RunFolderError) -> [String] {
    do throws(FileError) { return try folder.names() } catch { throw .file(error) }
  }

  /// Makes the folder `path`, its parents included, unless it is there.
  package static func makeFolders(_ path: String) throws(RunFolderError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      prefix += (prefix.isEmpty || prefix == "/" ? "" : "/") + component
      if mkdir(prefix, 0o777) == 0 { continue }
      let code = errno
      var status = stat()
      // Other errors than EEXIST can come first for a folder that is there (EROFS, EACCES).
      guard stat(prefix, &status) == 0 else {
        throw .file(.system(.create, path: prefix, code: code))
      }
      guard status.st_mode & S_IFMT == S_IFDIR else { throw .file(.notFolder(path: prefix)) }
    }
  }
}
