import Foundation

/// A run as a list shows it: what it learns, how far it came, and what came of it.
package struct RunSummary: Sendable {
  package enum State: String, Sendable, Encodable {
    case running
    /// It came to its end, or a callback ended it.
    case finished
    /// A signal or the end of its process; it goes on with `--resume`.
    case stopped
    /// It ended in an error, such as a loss that is no number.
    case failed
    /// It belongs to another machine or container, where nobody can look after it.
    case elsewhere
    /// Its record cannot be read.
    case damaged
  }

  /// The run's folder as it was found.
  package let path: String
  package let state: State
  /// Nil where it is damaged.
  package let record: RunRecord?
  /// What is wrong with a damaged run, or why one failed.
  package let problem: String?
  /// Epochs that have ended; nil where that is not known.
  package let epochs: Int?
  /// The mean loss of the last epoch that ended.
  package let loss: Double?
  package let validationLoss: Double?
  /// When something was last written into the folder.
  package let changed: Date

  /// Reads the record and the status of the run in the folder `path`, but none of its larger files.
  package init(path: String) {
    self.path = path
    changed = Self.lastChange(of: path)
    let status = try? RunStatus(inRun: path)
    do {
      let record = try StoredRun.record(in: path)
      self.record = record
      let results = record.results
      problem = results?.failure
      let state = Self.state(status, record)
      self.state = state
      // What a run goes on from is in its status; the record is of the last training that ended.
      let isOfStatus = state != .finished && status != nil
      epochs = isOfStatus ? status.map { max($0.epoch - 1, 0) } : results?.epochs
      loss = Self.known(isOfStatus ? status?.lastLoss : results?.loss)
      validationLoss = Self.known(isOfStatus ? status?.validationLoss : results?.validationLoss)
    } catch {
      record = nil
      problem = "\(error)"
      state = .damaged
      (epochs, loss, validationLoss) = (nil, nil, nil)
    }
  }

  private static func known(_ value: Double?) -> Double? {
    value.flatMap { $0.isFinite ? $0 : nil }
  }

  private static func state(_ status: RunStatus?, _ record: RunRecord) -> State {
    switch status?.state {
    case .starting, .running: return .running
    case .elsewhere: return .elsewhere
    case .failed: return .failed
    case .killed, .interrupted: return .stopped
    case .ended, nil: break
    }
    guard let results = record.results else { return .stopped }
    if results.failure != nil { return .failed }
    let isEarly = results.epochs.map { $0 < record.settings.epochs } ?? false
    return isEarly && results.stopped == nil ? .stopped : .finished
  }

  /// When the newest of the run's files was written.
  private static func lastChange(of path: String) -> Date {
    var newest = 0.0
    for file in RunFolder.File.allCases {
      var status = stat()
      guard stat(file.path(in: path), &status) == 0 else { continue }
      newest = max(
        newest, Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9)
    }
    return Date(timeIntervalSince1970: newest)
  }

  // MARK: Finding runs

  /// How many folders below the first one are looked into.
  private static let deepest = 4

  /// The folders of runs: `path` itself, or those below it, by name.
  ///
  /// Links are not followed, nor are hidden folders looked into.
  ///
  /// - Throws: `FileError` where `path` itself cannot be read.
  package static func folders(at path: String) throws(FileError) -> [String] {
    try folders(in: Folder(path: path), depth: 0)
  }

  private static func folders(in folder: Folder, depth: Int) throws(FileError) -> [String] {
    let names = try folder.names()
    if names.contains(RunFolder.File.run.rawValue) { return [folder.path] }
    guard depth < deepest else { return [] }
    var found: [String] = []
    for name in names.sorted() where !name.hasPrefix(".") {
      let opened = openat(
        folder.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard opened >= 0 else { continue }
      let inner = Folder(path: folder.path(of: name), descriptor: opened)
      // A folder that may not be listed holds no run that could be shown.
      found += (try? folders(in: inner, depth: depth + 1)) ?? []
    }
    return found
  }
}
