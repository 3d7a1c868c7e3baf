import Foundation

/// `history.csv` while a training goes on: a line for each epoch as soon as it has ended, for whoever
/// looks. At its end the whole table takes the place of the file.
package final class HistoryLog: Sendable {
  private let path: String
  /// −1 where the file could not be opened.
  private let descriptor: Int32
  /// Why a line could not be written; told once.
  private let failure = Locked<FileError?>(nil)

  /// Goes on with the table that is there.
  package init(_ folder: borrowing RunFolder) {
    let place = folder.place(of: .history)
    path = place.path
    descriptor = openat(
      folder.folder.descriptor, place.name, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
    if descriptor < 0 { failure.withLock { $0 = .system(.open, path: path, code: errno) } }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends an epoch's line; what went wrong is returned once, and nothing is tried after it.
  package func append(_ epoch: EpochRecord) -> FileError? {
    let isFirst = failure.withLock { $0 == nil }
    guard isFirst, descriptor >= 0 else { return nil }
    var line = CSVWriter.line(epoch.fields)
    let code = line.withUTF8 { Descriptor.writeAll(descriptor, UnsafeRawBufferPointer($0)) }
    guard let code else { return nil }
    let error = FileError.system(.write, path: path, code: code)
    failure.withLock { $0 = error }
    return error
  }
}
