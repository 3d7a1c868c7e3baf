import Foundation

/// Why a run folder cannot be used, in one sentence with its remedy.
package enum RunFolderError: Error, Equatable {
  case invalidName(String)
  case notEmpty(path: String)
  case noRun(path: String)
  /// Another process writes the folder; which, if it could be read.
  case inUse(path: String, holder: FileLock.Holder?)
  case file(FileError)
}

extension RunFolderError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .invalidName(let name):
      return "\"\(name)\" cannot name a run; use letters, digits and hyphens, without a slash or a"
        + " leading dot."
    case .notEmpty(let path):
      return "the run folder \(path) is not empty; choose another name, or replace what Skein"
        + " wrote there."
    case .noRun(let path):
      return "\(path) holds no run: it has no \(RunFolder.File.run.rawValue); give the folder of a"
        + " run that was started before."
    case .inUse(let path, let holder):
      let host =
        holder.map { $0.host == FileLock.Holder.current.host ? "" : " on \($0.host)" } ?? ""
      let process = holder.map { "process \($0.process)\(host)" } ?? "another process"
      return
        "the run folder \(path) is in use by \(process); wait until it ends, stop it, or choose"
        + " another name."
    case .file(let error):
      return error.description
    }
  }

  package var errorDescription: String? { description }
}
