// The region of each worker.
//
// Invariants, which the compiler cannot see:
// - Only the worker's own thread takes memory, while it is current there; so `chunk`, `used` and
//   `dirty` need no lock. The list of mappings has one, because a buffer may go on another thread.
// - A piece holds its mapping, so no memory goes back while somebody has a pointer into it.

import Foundation

/// The memory that one worker takes while its threads serve a crew: mappings of its own, none of which
/// holds anything of another worker's.
///
/// Small buffers share a chunk, since a page for each would be waste; whatever is larger has a mapping.
/// A chunk that is full begins again when nothing in it is left, and is given up otherwise.
package final class WorkerMemory: @unchecked Sendable {
  /// A piece of memory, and what holds it.
  struct Piece {
    var base: UnsafeMutableRawPointer
    var owner: MemoryMapping
    /// Whether it holds zeros.
    var isFresh: Bool
  }

  private struct Mapping {
    weak var mapping: MemoryMapping?
  }

  /// A page is touched for what fills it, so an unused end costs nothing.
  private static let chunkBytes = 512 << 10
  /// From here on a buffer has a mapping of its own.
  private static let ownMapping = 128 << 10

  private var chunk: MemoryMapping?
  private var used = 0
  /// What has been handed out of this chunk before.
  private var dirty = 0
  private let mappings = Locked<[Mapping]>([])

  package init() {}

  /// Memory for so many bytes.
  ///
  /// - Returns: nil where the system refuses it.
  func piece(bytes: Int, alignment: Int) -> Piece? {
    if bytes >= Self.ownMapping {
      return mapping(bytes: bytes).map { Piece(base: $0.base, owner: $0, isFresh: true) }
    }
    var start = (used + alignment - 1) / alignment * alignment
    if chunk == nil || start + bytes > Self.chunkBytes {
      guard renewChunk() else { return nil }
      start = 0
    }
    guard let chunk else { return nil }
    used = start + bytes
    return Piece(base: chunk.base + start, owner: chunk, isFresh: start >= dirty)
  }

  /// Begins the chunk again where nobody holds a piece of it, or takes another one.
  private func renewChunk() -> Bool {
    if isKnownUniquelyReferenced(&chunk) {
      dirty = max(dirty, used)
    } else {
      chunk = mapping(bytes: Self.chunkBytes)
      dirty = 0
    }
    used = 0
    return chunk != nil
  }

  private func mapping(bytes: Int) -> MemoryMapping? {
    guard let mapping = MemoryMapping(bytes: bytes) else { return nil }
    mappings.withLock { mappings in
      mappings.removeAll { $0.mapping == nil }
      mappings.append(Mapping(mapping: mapping))
    }
    return mapping
  }

  /// On which NUMA nodes its pages lie; nil where the system does not tell. Costs about a
  /// microsecond for ten pages, of which it looks at no more than 16,384.
  package func pages() -> PageCount? {
    let live = mappings.withLock { $0.compactMap(\.mapping) }
    return withExtendedLifetime(live) {
      PageCount(live.map { UnsafeRawBufferPointer(start: $0.base, count: $0.bytes) })
    }
  }
}

extension WorkerMemory {
  /// Says for each thread which worker's memory it takes.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// The calling thread's; nil for one that is no worker's.
  package static var current: WorkerMemory? {
    pthread_getspecific(key).map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
  }

  /// Runs a body whose buffers, as far as the calling thread makes them, come from new memory.
  package static func run<R, Failure: Error>(
    _ body: () throws(Failure) -> R
  ) throws(Failure) -> R {
    let memory = WorkerMemory()
    let former = pthread_getspecific(key)
    pthread_setspecific(key, Unmanaged.passUnretained(memory).toOpaque())
    defer {
      pthread_setspecific(key, former)
      withExtendedLifetime(memory) {}
    }
    return try body()
  }
}
