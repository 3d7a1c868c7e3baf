import Foundation

/// The bytes of a text file or of a piece of it, followed by a zero byte, freed with their owner.
///
/// Invariants: `base` points to `count + 1` initialised bytes, none of the first `count` is zero, once
/// UTF-16 is decoded, and the last is, so a number can be scanned without comparing against the end at
/// each digit.
///
/// The file is read rather than mapped: a mapped file that another program shortens kills the
/// process with SIGBUS, and one that it rewrites would change the data after they were checked.
struct SourceBytes: ~Copyable {
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var count: Int
  private var capacity: Int

  /// Takes over `base`, which was allocated with `malloc`.
  private init(adopting base: UnsafeMutablePointer<UInt8>, count: Int, capacity: Int) {
    self.base = base
    self.count = count
    self.capacity = capacity
  }

  deinit { free(base) }

  /// Takes other bytes in place of these, which are freed; `larger` was allocated with `malloc` and has
  /// room for a zero byte, which is written.
  mutating func replace(by larger: UnsafeMutableRawPointer, count: Int) {
    free(base)
    base = larger.assumingMemoryBound(to: UInt8.self)
    self.count = count
    capacity = count + 1
    base[count] = 0
  }

  /// Forgets all bytes from `newCount` on.
  mutating func truncate(to newCount: Int) {
    count = newCount
    base[count] = 0
  }

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// What a path is that means standard input.
  static let standardInput = "-"

  /// No bytes, and room for `capacity`, one of which is for the zero at the end.
  static func empty(capacity: Int, file: String) throws(DataError) -> SourceBytes {
    try ReadingMemory.check(capacity, for: file)
    guard let base = malloc(capacity) else { throw ReadingMemory.refused(capacity, for: file) }
    base.storeBytes(of: 0, as: UInt8.self)
    return SourceBytes(
      adopting: base.assumingMemoryBound(to: UInt8.self), count: 0, capacity: capacity)
  }

  /// Bytes that there is room for beside the zero at the end.
  var room: Int { capacity - count - 1 }

  /// Makes room for more bytes and the zero at the end.
  ///
  /// - Parameter most: room that is never needed more of.
  mutating func makeRoom(for more: Int, most: Int, file: String) throws(DataError) {
    let wanted = count + more + 1
    if wanted <= capacity { return }
    let larger = max(wanted, min(2 * capacity, most))
    try ReadingMemory.check(larger - capacity, for: file)
    guard let grown = realloc(base, larger) else {
      throw ReadingMemory.refused(larger, for: file)
    }
    base = grown.assumingMemoryBound(to: UInt8.self)
    capacity = larger
  }

  /// Takes bytes that were written behind the last one.
  mutating func extend(by more: Int) {
    precondition(count + more < capacity, "\(count) and \(more) bytes in \(capacity)")
    count += more
    base[count] = 0
  }

  /// Appends bytes, for which there is room.
  mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
    precondition(count + more.count < capacity, "\(count) and \(more.count) bytes in \(capacity)")
    if let source = more.baseAddress { memcpy(base + count, source, more.count) }
    extend(by: more.count)
  }

  /// A copy of `bytes`; throws if one of them is zero. `file` names them in errors.
  static func copy(_ bytes: [UInt8], file: String) throws(DataError) -> SourceBytes {
    var source = try empty(capacity: bytes.count + 1, file: file)
    bytes.withUnsafeBufferPointer { source.append($0) }
    if memchr(source.base, 0, source.count) != nil,
      !TextEncoding.mayHoldZeros(source.base, source.count)
    {
      throw source.zeroError(file: file, firstLine: 1)
    }
    return source
  }

  /// The error that names the line of the first zero byte, or what the bytes are instead of text.
  func zeroError(file: String, firstLine: Int) -> DataError {
    if let kind = TextEncoding.container(base, count) { return .notText(file: file, kind: kind) }
    let newline = UInt8(ascii: "\n")
    let lines = bytes.prefix { $0 != 0 }.reduce(firstLine) { $1 == newline ? $0 + 1 : $0 }
    return .binaryFile(file: file, line: lines)
  }
}
