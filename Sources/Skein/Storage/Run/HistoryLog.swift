/// `history.csv` while a training goes on: a line for each epoch as soon as it has ended, for whoever
/// looks. At its end the whole table takes the place of the file.
package final class HistoryLog: Sendable {
  private let file: AppendedFile

  /// Goes on with the table that is there.
  package init(_ folder: borrowing RunFolder) {
    file = AppendedFile(folder.place(of: .history))
  }

  /// Appends an epoch's line; what went wrong is returned once, and nothing is tried after it.
  package func append(_ epoch: EpochRecord) -> FileError? {
    file.append(Array(CSVWriter.line(epoch.fields).utf8))
  }
}
