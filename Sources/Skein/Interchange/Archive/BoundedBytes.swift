/// The bytes of a file, read at places that the file itself names: every place is checked.
struct BoundedBytes: Sendable {
  let bytes: [UInt8]
  /// As messages name it.
  let file: String

  var count: Int { bytes.count }

  /// - Throws: `InterchangeError.malformed` unless all of the range lies in the file.
  func range(_ start: Int, _ count: Int) throws(InterchangeError) -> Range<Int> {
    guard start >= 0, count >= 0, start <= bytes.count, count <= bytes.count - start else {
      throw malformed("\(count) bytes at \(start) are asked for, and it has \(bytes.count)")
    }
    return start..<start + count
  }

  func slice(_ start: Int, _ count: Int) throws(InterchangeError) -> ArraySlice<UInt8> {
    bytes[try range(start, count)]
  }

  /// A little-endian number of 1 to 8 bytes.
  func word(_ place: Int, bytes width: Int = 8) throws(InterchangeError) -> UInt64 {
    try slice(place, width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number that counts bytes or things, or a place in the file.
  func integer(_ place: Int, bytes width: Int = 8) throws(InterchangeError) -> Int {
    guard let value = Int(exactly: try word(place, bytes: width)) else {
      throw malformed("byte \(place): a number that no file needs")
    }
    return value
  }

  func text(_ place: Int, _ count: Int) throws(InterchangeError) -> String {
    guard let text = String(validating: try slice(place, count), as: UTF8.self) else {
      throw malformed("byte \(place): a name that is not UTF-8")
    }
    return text
  }

  func malformed(_ problem: String) -> InterchangeError {
    .malformed(file: file, problem: problem)
  }
}
