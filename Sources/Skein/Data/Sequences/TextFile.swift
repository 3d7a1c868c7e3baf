import Foundation

/// Files of text without columns.
enum TextFile {
  /// The bytes of a file, a pipe or what a compressed file holds, as they stand there.
  ///
  /// - Throws: `DataError`; also where they do not fit the memory that is free.
  static func bytes(_ path: String, file: String) throws(DataError) -> SourceBytes {
    // More than any file has: all of it is one piece.
    try TextStream(try ByteStream(path), file: file, pieceSize: 1 << 48).first()
  }

  /// - Throws: `DataError`, or `SequenceError.notUTF8`.
  static func text(_ path: String, options: DataOptions) throws -> String {
    let file = path == SourceBytes.standardInput ? "standard input" : path
    var source = try bytes(path, file: file)
    _ = try TextEncoding.decode(&source, wanted: options.form.encoding, file: file)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = source.bytes.starts(with: mark) ? source.bytes.dropFirst(3) : source.bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else {
      let line = content.prefix { $0 < 0x80 }.reduce(1) { $1 == 10 ? $0 + 1 : $0 }
      throw SequenceError.notUTF8(file: file, line: line)
    }
    return text
  }

  /// What lies in a folder that is not hidden, in the natural order of the names; folders or files.
  static func names(in folder: String, areFolders: Bool) throws(DataError) -> [String] {
    let inside: [String]
    do {
      inside = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw .unreadable(file: folder, reason: String(cString: strerror(EACCES)))
    }
    return inside.filter { name in
      !name.hasPrefix(".") && isFolder("\(folder)/\(name)") == areFolders
    }.sorted(by: TableNames.comesBefore)
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
