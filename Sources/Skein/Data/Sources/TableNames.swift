import Foundation

/// The files that names stand for: files themselves, folders, and patterns.
enum TableNames {
  private static let endings = [".csv", ".tsv", ".txt", ".dat", ".jsonl", ".ndjson"]
  private static let compressed = [".gz", ".zst", ".xz", ".bz2"]

  /// The parts of a table in the order in which they are named; those of a folder or of a pattern in the
  /// natural order of their names, where `day2` comes before `day10`.
  ///
  /// - Throws: `DataError` where a folder has no table, nothing fits a pattern, or one file is named twice.
  static func parts(of names: [String]) throws(DataError) -> [String] {
    var parts: [String] = []
    var seen: Set<String> = []
    for name in names {
      for part in try files(name) {
        guard seen.insert(part).inserted else {
          throw .invalidSetting(
            name: "data", value: part, remedy: "it is named twice; give each file once")
        }
        parts.append(part)
      }
    }
    return parts
  }

  /// Whether a name stands for anything that is there.
  static func isThere(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: name) || !matches(name).isEmpty
  }

  private static func files(_ name: String) throws(DataError) -> [String] {
    var status = stat()
    if stat(name, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else { return [name] }
      let inside: [String]
      do {
        inside = try FileManager.default.contentsOfDirectory(atPath: name)
      } catch {
        throw .unreadable(file: name, reason: String(cString: strerror(EACCES)))
      }
      let files = inside.filter(isTable).map { name.hasSuffix("/") ? name + $0 : "\(name)/\($0)" }
      if files.isEmpty { throw .noTable(folder: name) }
      return files.sorted(by: comesBefore)
    }
    guard name.contains(where: { "*?[".contains($0) }) else { return [name] }
    let matches = self.matches(name)
    if matches.isEmpty { throw .noMatch(pattern: name) }
    return matches.sorted(by: comesBefore)
  }

  /// Whether a file in a folder is a table by its name.
  private static func isTable(_ name: String) -> Bool {
    var name = name.lowercased()[...]
    if name.hasPrefix(".") { return false }
    for end in compressed where name.hasSuffix(end) { name = name.dropLast(end.count) }
    return endings.contains { name.hasSuffix($0) }
  }

  /// Whether a file is one of columns by its name, rather than any text.
  static func hasColumns(_ name: String) -> Bool {
    var name = name.lowercased()[...]
    for end in compressed where name.hasSuffix(end) { name = name.dropLast(end.count) }
    return [".csv", ".tsv", ".jsonl", ".ndjson"].contains { name.hasSuffix($0) }
  }

  /// Files whose paths fit a pattern of the shell.
  private static func matches(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, GLOB_NOSORT, nil, &found) == 0, let paths = found.gl_pathv else {
      return []
    }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      guard let path = paths[index].flatMap({ String(validatingCString: $0) }) else { return nil }
      var status = stat()
      let isFile = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
      return isFile ? path : nil
    }
  }

  /// Whether a name comes before another where numbers in them count as such.
  static func comesBefore(_ a: String, _ b: String) -> Bool {
    var (first, second) = (Array(a.utf8)[...], Array(b.utf8)[...])
    func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      let digits = text.prefix { $0 &- 0x30 <= 9 }
      text = text.dropFirst(digits.count)
      return digits.drop { $0 == 0x30 }
    }
    while let left = first.first, let right = second.first {
      if left &- 0x30 <= 9, right &- 0x30 <= 9 {
        let (one, other) = (number(&first), number(&second))
        if one.count != other.count { return one.count < other.count }
        if !one.elementsEqual(other) { return one.lexicographicallyPrecedes(other) }
        continue
      }
      if left != right { return left < right }
      first = first.dropFirst()
      second = second.dropFirst()
    }
    if first.isEmpty != second.isEmpty { return first.isEmpty }
    // Names that differ in zeros before a number alone.
    return a < b
  }
}
