import Foundation
import Topology

/// What this process may still take, and what it has taken.
package enum FreeMemory {
  /// What the system can give without swapping, and limits on this process and its control groups
  /// leave; nil where none is known.
  ///
  /// - Parameter reserve: address space that is to be left.
  package static func bytes(reserve: Int = addressReserve) -> Int? {
    let resident = [systemBytes(), MemoryLimit.read()?.free].compactMap(\.self)
    return (resident + [addressBytes(reserve: reserve)].compactMap(\.self)).min()
  }

  /// Address space for threads' stacks and for what the allocator holds back.
  static let addressReserve = 192 << 20

  /// What is left of a limit on this process's address space (`ulimit -v`), if there is one.
  private static func addressBytes(reserve: Int) -> Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur < 1 << 60, let taken = processBytes?.address
    else { return nil }
    return max(Int(limit.rlim_cur) - taken - reserve, 0)
  }

  /// What this process has in memory, in bytes; nil where it cannot be read.
  package static var resident: Int? { processBytes?.resident }

  /// Source: Linux, Documentation/filesystems/proc.rst, `statm`: pages of addresses, then of memory.
  private static var processBytes: (address: Int, resident: Int)? {
    guard let line = lines(of: "/proc/self/statm").first else { return nil }
    let pages = line.split(separator: " ").prefix(2).compactMap { Int($0) }
    guard pages.count == 2, pages.allSatisfy({ $0 < 1 << 40 }) else { return nil }
    let size = Int(getpagesize())
    return (pages[0] * size, pages[1] * size)
  }

  /// Source: Linux, Documentation/filesystems/proc.rst, `MemAvailable`.
  private static func systemBytes() -> Int? {
    let line = lines(of: "/proc/meminfo").first { $0.hasPrefix("MemAvailable:") }
    let words = line?.split(whereSeparator: \.isWhitespace) ?? []
    guard words.count >= 2, let kibibytes = Int(words[1]), kibibytes < 1 << 50 else { return nil }
    return kibibytes << 10
  }

  /// The first lines of one of the kernel's files; none where it cannot be read.
  private static func lines(of path: String) -> [Substring] {
    guard let file = fopen(path, "re") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n")
  }
}
