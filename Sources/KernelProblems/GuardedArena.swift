#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Memory that a kernel under test works on. It ends at a page that may not be touched, so a kernel
/// that reads or writes past the end stops there and then with a segmentation fault, in the test
/// that was started last; before it stand canaries.
package final class GuardedMemory {
  private static let canaries = 64
  private static let canary: UInt32 = 0xDEAD_BEEF

  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int
  private let capacity: Int
  private var name = ""
  private var original: [Float] = []
  private var mayWrite: (Int) -> Bool = { _ in false }

  fileprivate init(capacity requested: Int) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let bytes = (requested + Self.canaries) * MemoryLayout<Float>.stride
    let usable = (bytes + page - 1) / page * page
    let mapping = mmap(
      nil, usable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapping, mapping != MAP_FAILED,
      mprotect(mapping + usable, page, PROT_NONE) == 0
    else { fatalError("The system gave no \(usable) bytes of guarded memory: errno \(errno).") }
    self.mapping = mapping
    mappedBytes = usable + page
    capacity = usable / MemoryLayout<Float>.stride - Self.canaries
  }

  deinit { munmap(mapping, mappedBytes) }

  /// The first float; the last one is `original.count` floats on, just before the guard page.
  package var start: UnsafeMutablePointer<Float> {
    let end = Self.canaries + capacity
    return mapping.assumingMemoryBound(to: Float.self) + (end - original.count)
  }

  package var constant: UnsafePointer<Float> { UnsafePointer(start) }

  package var values: [Float] { Array(UnsafeBufferPointer(start: start, count: original.count)) }

  fileprivate func holds(_ count: Int) -> Bool { count <= capacity }

  fileprivate func fill(_ name: String, _ values: [Float], mayWrite: @escaping (Int) -> Bool) {
    self.name = name
    self.mayWrite = mayWrite
    original = values
    start.update(from: values, count: values.count)
    let before = UnsafeMutableRawPointer(start).assumingMemoryBound(to: UInt32.self)
    for i in 1...Self.canaries { (before - i).pointee = Self.canary }
  }

  /// The first float that changed and should not have, in words.
  fileprivate var strayWrite: String? {
    let before = UnsafeRawPointer(start).assumingMemoryBound(to: UInt32.self)
    for i in 1...Self.canaries where (before - i).pointee != Self.canary {
      return "\(name)[\(-i)] was written"
    }
    for i in original.indices where before[i] != original[i].bitPattern && !mayWrite(i) {
      return "\(name)[\(i)] was \(original[i]) and became \(start[i])"
    }
    return nil
  }
}

/// Guarded memories, used again from one kernel call to the next.
package final class GuardedArena {
  private var memories: [GuardedMemory] = []
  private var used = 0

  package init() {}

  /// Forgets what is held, for the next call.
  package func clear() { used = 0 }

  /// Holds a copy of `values`, of which a kernel may write those that `mayWrite` allows.
  package func hold(
    _ name: String, _ values: [Float], mayWrite: @escaping (Int) -> Bool = { _ in false }
  ) -> GuardedMemory {
    if used == memories.count {
      memories.append(GuardedMemory(capacity: max(values.count, 4096)))
    } else if !memories[used].holds(values.count) {
      memories[used] = GuardedMemory(capacity: values.count)
    }
    let memory = memories[used]
    memory.fill(name, values, mayWrite: mayWrite)
    used += 1
    return memory
  }

  /// The first write outside what a kernel may write, in words.
  package var strayWrite: String? {
    for memory in memories.prefix(used) {
      if let stray = memory.strayWrite { return stray }
    }
    return nil
  }
}
