import Foundation

/// A form in which a training logs its epochs for other programs.
package enum LogFormat: String, Codable, Sendable, CaseIterable, CustomStringConvertible {
  case csv, jsonl, tensorboard

  /// The log's file in the run folder.
  package var file: RunFolder.File {
    switch self {
    case .csv: .logTable
    case .jsonl: .logLines
    case .tensorboard: .logEvents
    }
  }

  package var description: String { rawValue }

  /// What stands before the first epoch.
  var head: [UInt8] {
    switch self {
    case .csv: Array(CSVWriter.line(LoggedEpoch.columns.map { .text($0) }).utf8)
    // The first record of an event file has the first epoch's time, so it comes with it.
    case .jsonl, .tensorboard: []
    }
  }

  /// What is appended for an epoch.
  package func bytes(of record: EpochRecord, _ size: EpochSize) -> [UInt8] {
    let epoch = LoggedEpoch(record, size)
    switch self {
    case .csv: return Array(CSVWriter.line(epoch.fields).utf8)
    case .jsonl: return Array(epoch.line.utf8)
    case .tensorboard: return EventFile.records(of: epoch, endedAt: record.time)
    }
  }
}
