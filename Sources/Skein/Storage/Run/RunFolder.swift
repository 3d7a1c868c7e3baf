import Foundation

/// The folder of one run, held by one process at a time for as long as the value lives.
package struct RunFolder: ~Copyable {
  /// Every file that Skein writes into a run folder.
  package enum File: String, CaseIterable, Sendable {
    case run = "run.json"
    case model = "model.safetensors"
    case best = "best.safetensors"
    case checkpoint = "checkpoint.safetensors"
    case previousCheckpoint = "checkpoint.previous.safetensors"
    case history = "history.csv"
    case loss = "loss.svg"
    case predictions = "predictions.csv"
    case predictionsChart = "predictions.svg"
    case forecast = "forecast.csv"
    case forecastChart = "forecast.svg"

    /// The path of this file in a run folder.
    package func path(in folder: String) -> String {
      folder.hasSuffix("/") ? folder + rawValue : "\(folder)/\(rawValue)"
    }
  }

  /// The folder as the caller named it.
  package let path: String
  /// Whether a second process is refused; false where the file system offers no locks.
  package let isLocked: Bool
  private let lock: FileLock?

  private static let lockName = ".lock"

  /// Where a run called `name` lies if no folder was given: `runs/<name>`.
  ///
  /// A name is one path component: not empty, without a slash, not beginning with a dot.
  package static func path(named name: String) throws(RunFolderError) -> String {
    let isComponent = !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
    guard !name.isEmpty, isComponent, !name.hasPrefix(".") else { throw .invalidName(name) }
    return "runs/\(name)"
  }

  /// Makes the folder for a new run, its parents included, and locks it.
  ///
  /// A folder with anything in it is refused, unless `overwrite` is set: then the files that Skein
  /// writes (`File`) are removed, so that no result of the earlier run outlives it beside the new
  /// ones, and every other file stays as it is.
  package init(creating path: String, overwrite: Bool) throws(RunFolderError) {
    try Self.makeFolders(path)
    let lock = try Self.lock(path)
    // Looked at under the lock, so that of two processes that start together one is refused.
    let names = try Self.names(in: path).filter { $0 != Self.lockName }
    guard overwrite || names.allSatisfy(Self.isTemporary) else { throw .notEmpty(path: path) }
    try Self.remove(names.filter { File(rawValue: $0) != nil || Self.isTemporary($0) }, in: path)
    self.path = path
    isLocked = lock != nil
    self.lock = lock
  }

  /// Locks the folder of an earlier run, to go on with it; it must hold `run.json`.
  package init(resuming path: String) throws(RunFolderError) {
    guard try Self.names(in: path).contains(File.run.rawValue) else { throw .noRun(path: path) }
    let lock = try Self.lock(path)
    try Self.remove(Self.names(in: path).filter(Self.isTemporary), in: path)
    self.path = path
    isLocked = lock != nil
    self.lock = lock
  }

  /// The path of one of the run's files.
  package func path(of file: File) -> String { file.path(in: path) }

  /// A temporary that a killed process left beside one of Skein's files.
  private static func isTemporary(_ name: String) -> Bool {
    File.allCases.contains { AtomicFile.isTemporary(name, of: $0.rawValue) }
  }

  private static func lock(_ path: String) throws(RunFolderError) -> FileLock? {
    do throws(FileLock.Failure) {
      return try FileLock(path: path.hasSuffix("/") ? path + lockName : "\(path)/\(lockName)")
    } catch {
      switch error {
      case .held(let process): throw .inUse(path: path, process: process)
      case .unsupported: return nil
      case .file(.system(_, _, let code)):
        throw .file(.system(.write, path: path, code: code))
      case .file(let error): throw .file(error)
      }
    }
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

  private static func names(in path: String) throws(RunFolderError) -> [String] {
    guard let folder = opendir(path) else {
      let code = errno
      throw .file(code == ENOTDIR ? .notFolder(path: path) : .system(.list, path: path, code: code))
    }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else {
        guard errno == 0 else { throw .file(.system(.list, path: path, code: errno)) }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  private static func remove(_ names: [String], in path: String) throws(RunFolderError) {
    for name in names {
      let file = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      guard unlink(file) == 0 || errno == ENOENT else {
        throw .file(.system(.remove, path: file, code: errno))
      }
    }
  }
}
