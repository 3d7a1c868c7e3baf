/// What a run folder tells of each epoch as soon as it has ended: `history.csv`, and the logs that the run's
/// settings ask for.
package final class TrainingLogs: Sendable {
  private let history: HistoryLog
  private let logs: [TrainingLog]

  /// Goes on with `history.csv`, which is there, and with the logs, or begins them. Logs that the settings do
  /// not ask for, but an earlier part of the training wrote, are removed: they would lack epochs.
  ///
  /// - Parameters:
  ///   - samples: of the training part.
  ///   - epochs: those before the training goes on.
  package init(
    _ settings: RunSettings, samples: Int, in folder: borrowing RunFolder,
    after epochs: [EpochRecord]
  ) throws(FileError) {
    history = HistoryLog(folder)
    let size = EpochSize(settings.trainingOptions, samples: samples)
    var logs: [TrainingLog] = []
    for format in LogFormat.allCases {
      if settings.log.contains(format) {
        logs.append(try TrainingLog(format, size, in: folder, after: epochs))
      } else {
        try folder.folder.remove(format.file.rawValue)
      }
    }
    self.logs = logs
  }

  /// Tells an epoch everywhere; what cannot be written is returned once for each file.
  package func append(_ epoch: EpochRecord) -> [FileError] {
    [history.append(epoch)].compactMap(\.self) + logs.compactMap { $0.append(epoch) }
  }

  /// The digests of the logs, whole, when the training has ended.
  package func finish(_ epochs: [EpochRecord]) throws(FileError) -> [RunFolder.File: FileDigest] {
    var digests: [RunFolder.File: FileDigest] = [:]
    for log in logs { digests[log.format.file] = try log.finish(epochs) }
    return digests
  }
}
