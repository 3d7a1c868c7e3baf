// The mapping of a run's status, which other processes read while this one trains.
//
// Invariants, which the compiler cannot see:
// - The mapping has `StatusBoard.bytes` bytes and lives as long as the board.
// - Its blocks exist: the file is written whole before it is mapped. Should they vanish after all, because
//   somebody cuts the file or its disk is full, a store raises SIGBUS; `replacePages`, which a program
//   calls from its handler, then puts memory of the process's own in their place.

import Foundation
import Synchronization

/// The status of a training in its run folder, for `skein top`: a file of fixed size that is mapped, so
/// that showing something costs a store.
package enum StatusFile {
  /// Hidden, as the lock is: it is no result.
  package static let name = ".status"

  private static let mapped = Atomic<UInt>(0)

  /// Makes the file anew and the board in it; a file of an earlier training is replaced, not changed, so
  /// that whoever reads it goes on reading.
  ///
  /// - Throws: `FileError`; a training can go on without.
  package static func board(in folder: Folder) throws(FileError) -> StatusBoard {
    let path = folder.path(of: name)
    try folder.remove(name)
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let descriptor = openat(folder.descriptor, name, flags, 0o644)
    guard descriptor >= 0 else { throw .system(.create, path: path, code: errno) }
    defer { close(descriptor) }
    let zeros = [UInt8](repeating: 0, count: StatusBoard.bytes)
    let refused = zeros.withUnsafeBytes { Descriptor.writeAll(descriptor, $0) }
    if let code = refused {
      unlinkat(folder.descriptor, name, 0)
      throw .system(.write, path: path, code: code)
    }
    let memory = mmap(
      nil, StatusBoard.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let memory, memory != MAP_FAILED else {
      let code = errno
      unlinkat(folder.descriptor, name, 0)
      throw .system(.write, path: path, code: code)
    }
    let address = UInt(bitPattern: memory)
    mapped.store(address, ordering: .sequentiallyConsistent)
    let board = StatusBoard(memory) {
      _ = mapped.compareExchange(
        expected: address, desired: 0, ordering: .sequentiallyConsistent)
      munmap(UnsafeMutableRawPointer(bitPattern: address), StatusBoard.bytes)
    }
    let own = StatusIdentity.own
    board.sign(process: getpid(), start: own.start, system: own.system, host: own.host)
    return board
  }

  /// Puts memory of the process's own in the place of a mapping whose file has lost its blocks; safe in a
  /// signal handler.
  ///
  /// - Parameter address: what a store was refused at.
  /// - Returns: whether that lies in the mapping, so that the store can be made again.
  package static func replacePages(at address: UInt) -> Bool {
    let start = mapped.load(ordering: .sequentiallyConsistent)
    guard start != 0, address >= start, address < start + UInt(StatusBoard.bytes) else {
      return false
    }
    let memory = mmap(
      UnsafeMutableRawPointer(bitPattern: start), StatusBoard.bytes, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
    return memory != MAP_FAILED
  }
}

/// What tells one process from all others, on this and other systems.
package struct StatusIdentity: Equatable {
  /// In ticks since the system's start; 0 where it is not known.
  package var start: UInt64
  /// Of the system's start and of the space of process numbers; 0 where it is not known.
  package var system: UInt64
  package var host: String

  package static var own: StatusIdentity {
    StatusIdentity(
      start: start(of: getpid()) ?? 0, system: ownSystem, host: FileLock.Holder.current.host)
  }

  /// The kernel's number of this start of the system, and the name space of its process numbers.
  package static let ownSystem: UInt64 = {
    var space = [CChar](repeating: 0, count: 256)
    let count = readlink("/proc/self/ns/pid", &space, space.count - 1)
    guard count > 0, let boot = SystemFiles().line("/proc/sys/kernel/random/boot_id") else {
      return 0
    }
    let name = space.prefix(count).map { UInt8(bitPattern: $0) }
    return XXHash64.digest(Array(boot.utf8) + name)
  }()

  /// When a process began; nil where there is none, or only its corpse.
  ///
  /// Source: proc(5), fields 3 and 22 of `stat`.
  package static func start(of process: Int32) -> UInt64? {
    guard let text = SystemFiles().text("/proc/\(process)/stat"),
      let close = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: close)...].split(whereSeparator: \.isWhitespace)
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return UInt64(fields[19])
  }
}
