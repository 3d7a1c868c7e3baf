import Foundation

/// Reads the kernel's small text files below a folder that stands for `/`, so that tests can make
/// one.
package struct SystemFiles: Sendable {
  private let base: String

  package init(root: String = "/") {
    base = root.hasSuffix("/") ? String(root.dropLast()) : root
  }

  /// The text of a file; nil when it is not there or not readable. Reads to the end, since the
  /// kernel's files do not tell their size.
  package func text(_ path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: base + path) else { return nil }
    defer { try? file.close() }
    return (try? file.readToEnd()).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The first line of a file, without the blanks around it.
  package func line(_ path: String) -> String? {
    text(path)?.split(separator: "\n").first
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The names in a folder, sorted; none when it cannot be read.
  package func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: base + folder)) ?? []).sorted()
  }
}
