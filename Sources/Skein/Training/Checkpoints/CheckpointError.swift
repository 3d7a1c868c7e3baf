import Foundation

/// Why a training cannot go on from a checkpoint, or one could not be written.
public enum CheckpointError: Error, Sendable, Equatable {
  /// There is none in the folder.
  case none(folder: String)
  /// Neither of the two checkpoints of a folder can be used.
  case damaged(newest: String, previous: String?)
  /// The system does not let one be read, which says nothing about what it holds.
  case inaccessible(String)
  /// The file is sound, but no checkpoint that this version reads.
  case unreadable(file: String, problem: String)
  /// The checkpoint was written under other settings or with other data.
  case changed(file: String, [SettingDifference])
  /// The training has fewer epochs than the checkpoint has seen.
  case tooFewEpochs(file: String, done: Int, wanted: Int)
  case notWritten(String)
}

extension CheckpointError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .none(let folder):
      return "\(TerminalText.plain(folder)) holds no checkpoint; give the folder of a training that"
        + " wrote one, or start the training again."
    case .damaged(let newest, nil):
      return "there is no checkpoint before the newest one, which cannot be used: \(newest)"
    case .damaged(let newest, let previous?):
      return "neither checkpoint can be used; the newest: \(newest) The previous: \(previous)"
    case .inaccessible(let problem):
      return "the newest checkpoint cannot be read: \(problem)"
    case .unreadable(let file, let problem):
      return "\(TerminalText.plain(file)) is no checkpoint that Skein \(SkeinVersion.current) can"
        + " use: \(problem); use the checkpoint before it, or start the training again."
    case .changed(let file, let differences):
      let shown = differences.prefix(4).map(\.description).joined(separator: ", ")
      let more = differences.count > 4 ? ", and \(differences.count - 4) more differ" : ""
      return "the training cannot go on from \(TerminalText.plain(file)): \(shown)\(more); use the"
        + " same data and settings, or start a new run."
    case .tooFewEpochs(let file, let done, let wanted):
      return "\(TerminalText.plain(file)) was written in epoch \(done), but the training is to have"
        + " \(wanted) epochs; ask for at least \(done)."
    case .notWritten(let problem):
      return "the last checkpoint was not written: \(problem)"
    }
  }

  public var errorDescription: String? { description }
}
