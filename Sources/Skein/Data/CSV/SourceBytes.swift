import Foundation

/// The bytes of one text file, followed by a zero byte, freed with their owner.
///
/// Invariants: `base` points to `count + 1` initialised bytes, none of the first `count` is zero, once
/// UTF-16 is decoded, and the last is, so a number can be scanned without comparing against the end at each digit. Bytes
/// that were forgotten are not read again.
///
/// The file is read rather than mapped: a mapped file that another program shortens kills the
/// process with SIGBUS, and one that it rewrites would change the data after they were checked.
struct SourceBytes: ~Copyable {
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var count: Int
  /// Whether the bytes can be read again from where they came.
  let isFile: Bool

  /// Takes over `base`, which was allocated with `malloc`.
  private init(adopting base: UnsafeMutablePointer<UInt8>, count: Int, isFile: Bool = false) {
    self.base = base
    self.count = count
    self.isFile = isFile
  }

  deinit { free(base) }

  /// Takes other bytes in place of these, which are freed; `larger` was allocated with `malloc` and has
  /// room for a zero byte, which is written.
  mutating func replace(by larger: UnsafeMutableRawPointer, count: Int) {
    free(base)
    base = larger.assumingMemoryBound(to: UInt8.self)
    self.count = count
    base[count] = 0
  }

  /// Forgets all bytes from `newCount` on.
  mutating func truncate(to newCount: Int) {
    count = newCount
    base[count] = 0
  }

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// Gives the memory of bytes that are not needed any more back to the system, as far as it makes
  /// whole pages, so that a file and what is made of it are not in memory both.
  static func forget(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    guard let base = bytes.baseAddress else { return }
    let page = Int(getpagesize())
    let start = (Int(bitPattern: base + range.lowerBound) + page - 1) / page * page
    let end = Int(bitPattern: base + range.upperBound) / page * page
    if start < end {
      madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_DONTNEED)
    }
  }

  /// The file at `path`; pipes and devices are read to their end.
  ///
  /// Throws if there is no such file, it is a folder or unreadable, or a byte is zero; a zero byte
  /// is looked for block by block, so that a huge sparse file is refused at once.
  static func read(file path: String) throws(DataError) -> SourceBytes {
    // Standard input is read as it is, not opened anew.
    let opened = path == standardInput ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw openError(path, code: errno) }
    defer { close(opened) }
    var status = stat()
    guard fstat(opened, &status) == 0 else { throw unreadable(path, code: errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(file: path) }
    if let file = CompressedFile(opened, status) {
      return try file.read(path) { (descriptor) throws(DataError) in
        try read(descriptor, path, stat())
      }
    }
    return try read(opened, path, status)
  }

  /// What a path is that means standard input.
  static let standardInput = "-"

  private static func read(
    _ descriptor: Int32, _ path: String, _ status: stat
  ) throws(DataError) -> SourceBytes {

    // The size is a hint only: the file may grow or shrink, and a pipe has none. Of a huge file the
    // first block is read before memory is asked for.
    let block = 1 << 20
    let size = min(max(Int(status.st_size), 0), 1 << 48)
    var capacity = min(size, block) + 1
    guard var base = malloc(capacity) else { throw ReadingMemory.refused(capacity, for: path) }
    var count = 0
    while true {
      if count + 1 >= capacity {
        var byte: UInt8 = 0
        let extra = readBlock(descriptor, &byte, 1)
        if extra == 0 { break }
        guard extra > 0 else {
          let code = errno
          free(base)
          throw unreadable(path, code: code)
        }
        let larger = capacity <= size ? size + 1 : capacity &* 2 &+ block
        base = try enlarge(base, from: capacity, to: larger, path)
        capacity = larger
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
        if byte == 0, !TextEncoding.mayHoldZeros(base, count) {
          return try refuseZero(base, path, count)
        }
      }
      let received = readBlock(descriptor, base + count, min(block, capacity - 1 - count))
      if received == 0 { break }
      guard received > 0 else {
        let code = errno
        free(base)
        throw unreadable(path, code: code)
      }
      let hasZero = memchr(base + count, 0, received) != nil
      count += received
      if hasZero, !TextEncoding.mayHoldZeros(base, count) {
        return try refuseZero(base, path, count)
      }
    }
    base.storeBytes(of: 0, toByteOffset: count, as: UInt8.self)
    return SourceBytes(
      adopting: base.assumingMemoryBound(to: UInt8.self), count: count,
      isFile: status.st_mode & S_IFMT == S_IFREG)
  }

  /// A copy of `bytes`; throws if one of them is zero. `file` names them in errors.
  static func copy(_ bytes: [UInt8], file: String) throws(DataError) -> SourceBytes {
    guard let base = malloc(bytes.count + 1) else {
      throw ReadingMemory.refused(bytes.count + 1, for: file)
    }
    bytes.withUnsafeBytes { source in
      if let address = source.baseAddress { memcpy(base, address, source.count) }
    }
    if memchr(base, 0, bytes.count) != nil, !TextEncoding.mayHoldZeros(base, bytes.count) {
      return try refuseZero(base, file, bytes.count)
    }
    base.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
    return SourceBytes(adopting: base.assumingMemoryBound(to: UInt8.self), count: bytes.count)
  }

  /// A larger block in place of `base`, which is freed if there is no memory for one.
  private static func enlarge(
    _ base: UnsafeMutableRawPointer, from capacity: Int, to larger: Int, _ path: String
  ) throws(DataError) -> UnsafeMutableRawPointer {
    do throws(DataError) {
      try ReadingMemory.check(larger - capacity, for: path)
    } catch {
      free(base)
      throw error
    }
    guard let grown = realloc(base, larger) else {
      free(base)
      throw ReadingMemory.refused(larger, for: path)
    }
    return grown
  }

  private static func readBlock(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ size: Int)
    -> Int
  {
    while true {
      let received = Foundation.read(descriptor, target, size)
      if received >= 0 || errno != EINTR { return received }
    }
  }

  /// Frees `base` and throws the error that names the line of its first zero byte.
  private static func refuseZero(_ base: UnsafeMutableRawPointer, _ path: String, _ count: Int)
    throws(DataError) -> SourceBytes
  {
    defer { free(base) }
    if let kind = TextEncoding.container(base, count) {
      throw .notText(file: path, kind: kind)
    }
    let before = UnsafeRawBufferPointer(start: base, count: count).prefix { $0 != 0 }
    let newline = UInt8(ascii: "\n")
    let lines = before.reduce(1) { $1 == newline ? $0 + 1 : $0 }
    throw .binaryFile(file: path, line: lines)
  }

  private static func openError(_ path: String, code: Int32) -> DataError {
    if code == ENOENT || code == ENOTDIR { return .fileNotFound(file: path, suggestion: nil) }
    return unreadable(path, code: code)
  }

  private static func unreadable(_ path: String, code: Int32) -> DataError {
    .unreadable(file: path, reason: String(cString: strerror(code)))
  }
}
