import Foundation

/// Whether the numbers of a table may lie in a file instead of in memory, and where.
public enum ColumnFileChoice: Sendable, Hashable, Codable {
  /// In a file of the cache folder where they do not fit into memory.
  case auto
  /// In memory, or not at all.
  case never
  /// In a file of this folder.
  case folder(String)

  /// `auto`, `never`, or a folder.
  public init(_ text: String) {
    switch text {
    case "auto": self = .auto
    case "never": self = .never
    default: self = .folder(text)
    }
  }
}

/// The room for the rows of one table while it is read: memory, and files once that does not do.
final class ColumnSpace: @unchecked Sendable {
  /// What is written here is written by the one thread that reads the table.
  private let choice: ColumnFileChoice
  private let budget: Int
  private var taken = 0
  private var opened: Folder?
  private(set) var usesFiles: Bool
  /// Why there is no room, where the disk has none.
  private(set) var failure: FileError?

  /// The part of the free memory that the values and labels of a table may take: the scaled copy, the
  /// times and the order of the windows need theirs.
  private static let share = 0.4

  init(_ choice: ColumnFileChoice) {
    self.choice = choice
    if case .folder = choice { usesFiles = true } else { usesFiles = false }
    budget =
      choice == .auto
      ? FreeMemory.bytes(reserve: 32 << 20).map { Int(Double($0) * Self.share) } ?? .max : .max
  }

  /// Says how many bytes the table will take, as far as an estimate tells.
  func expect(_ bytes: Int) {
    if bytes > budget { usesFiles = true }
  }

  /// Counts memory that a part of the table grows by; whether it had better be a file.
  func isFull(after bytes: Int) -> Bool {
    taken += bytes
    if taken > budget { usesFiles = true }
    return usesFiles
  }

  /// A new file; nil, and `failure` set, where there can be none.
  func newFile(capacity: Int) -> MappedFile? {
    do throws(FileError) {
      return try MappedFile(in: try folder(), capacity: capacity)
    } catch {
      note(error)
      return nil
    }
  }

  func note(_ error: FileError) {
    // A limit on addresses is one on memory.
    if case .system(_, _, ENOMEM) = error { return }
    failure = error
  }

  /// The folder of column files, made where it is not there.
  func folder() throws(FileError) -> Folder {
    if let opened { return opened }
    let path = ColumnFolder.path(choice)
    try ColumnFolder.make(path)
    let folder = try Folder(path: path)
    // Not worth an error: what a killed process left does no harm but to the disk.
    try? folder.removeAbandoned()
    opened = folder
    return folder
  }
}

/// Where column files are.
enum ColumnFolder {
  /// The folder that was chosen, `$XDG_CACHE_HOME/skein/columns` or `~/.cache/skein/columns`; that of
  /// temporary files without a home.
  static func path(
    _ choice: ColumnFileChoice,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    if case .folder(let path) = choice { return path }
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      return "\(base)/skein/columns"
    }
    if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.cache/skein/columns" }
    return NSTemporaryDirectory() + "skein-columns"
  }

  static func make(_ path: String) throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      var status = stat()
      let isThere = stat(path, &status) == 0
      if isThere, status.st_mode & S_IFMT == S_IFDIR { return }
      throw isThere ? .notFolder(path: path) : .system(.create, path: path, code: EACCES)
    }
  }
}
