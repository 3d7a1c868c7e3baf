import Hashing

/// What tells one content of a file from another, so that a changed bit is found out. It keeps no
/// secrets: who changes a file on purpose can make a new digest.
package struct FileDigest: Codable, Sendable, Hashable {
  /// The length.
  package var bytes: Int
  /// XXH64, seed 0, as 16 hexadecimal digits.
  package var xxh64: String

  package init(bytes: Int, hash: UInt64) {
    self.bytes = bytes
    xxh64 = FNV1a.digits(of: hash)
  }

  /// Of bytes in memory.
  package init(_ content: UnsafeRawBufferPointer) {
    var hash = XXHash64()
    hash.update(content)
    self.init(bytes: content.count, hash: hash.digest)
  }
}

extension FileDigest {
  /// Of a file, read from beginning to end.
  package init(ofFile path: String) throws(FileError) {
    try self.init(FileReader(path: path))
  }

  package init(ofFile place: FilePlace) throws(FileError) {
    try self.init(FileReader(place))
  }

  private init(_ file: FileReader) throws(FileError) {
    var hash = XXHash64()
    var piece = [UInt8](repeating: 0, count: min(max(file.count, 1), 1 << 20))
    var done = 0
    while done < file.count {
      let length = min(piece.count, file.count - done)
      try piece.withUnsafeMutableBufferPointer { bytes throws(FileError) in
        let part = UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: bytes[..<length]))
        try file.read(at: done, into: part)
        hash.update(UnsafeRawBufferPointer(part))
      }
      done += length
    }
    self.init(bytes: file.count, hash: hash.digest)
  }
}
