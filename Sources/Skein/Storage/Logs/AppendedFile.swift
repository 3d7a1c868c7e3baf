import Foundation

/// A file that is there and grows while somebody may read it.
///
/// Invariant: `descriptor` is open as long as the value lives, or −1 where the file could not be opened.
package final class AppendedFile: Sendable {
  private let path: String
  private let descriptor: Int32
  private let failure = Locked<(error: FileError?, isTold: Bool)>((nil, false))

  package init(_ place: FilePlace) {
    path = place.path
    do throws(FileError) {
      let folder = try place.folder()
      descriptor = openat(
        folder.descriptor, place.name, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
      if descriptor < 0 { failure.withLock { $0.error = .system(.open, path: path, code: errno) } }
    } catch {
      descriptor = -1
      failure.withLock { $0.error = error }
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether something could not be written, so that the file lacks what was appended since.
  package var hasFailed: Bool { failure.withLock { $0.error != nil } }

  /// Appends `bytes`; what went wrong, be it that the file could not be opened, is returned once, and nothing is tried
  /// after it.
  package func append(_ bytes: [UInt8]) -> FileError? {
    failure.withLock { failure in
      if failure.error == nil {
        failure.error = bytes.withUnsafeBytes { Descriptor.writeAll(descriptor, $0) }
          .map { .system(.write, path: path, code: $0) }
      }
      defer { failure.isTold = failure.error != nil }
      return failure.isTold ? nil : failure.error
    }
  }

  /// Cuts the file after so many bytes.
  package func cut(after count: Int) throws(FileError) {
    while descriptor >= 0, ftruncate(descriptor, off_t(count)) != 0 {
      if errno != EINTR { throw .system(.write, path: path, code: errno) }
    }
  }
}
