/// A file that a table, or a part of it, was read from.
public struct DataFile: Sendable, Equatable, Codable {
  /// As the user gave it, or as it was found in a folder.
  public var path: String
  /// Its length, compressed or not.
  public var bytes: Int
  /// When it was changed last, in nanoseconds after 1970.
  public var changed: Int
  /// Of its content, XXH64 as 16 hexadecimal digits.
  public var xxh64: String
}
