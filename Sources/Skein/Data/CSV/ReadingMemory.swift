import Foundation

/// The memory that reading a file takes, asked for before it is taken: what the standard library
/// cannot allocate ends the process.
enum ReadingMemory {
  /// Address space for what else is allocated meanwhile.
  private static let reserve = 8 << 20
  /// Less than this is there, or nothing can be told either.
  private static let leastNeed = 1 << 20

  /// - Parameter needed: bytes, rather too few than too many, so that nothing that fits is refused.
  /// - Throws: `DataError.notEnoughMemory` when fewer are free.
  static func check(_ needed: Int, for file: String) throws(DataError) {
    guard needed > leastNeed,
      let free = FreeMemory.bytes(reserve: reserve), needed > free
    else { return }
    throw .notEnoughMemory(file: file, needed: needed, free: free)
  }

  /// The error for an allocation that was refused.
  static func refused(_ needed: Int, for file: String) -> DataError {
    .notEnoughMemory(
      file: file, needed: needed, free: FreeMemory.bytes(reserve: reserve) ?? 0)
  }
}

extension Array {
  /// Makes room for `more` elements, amortised; false if there is no memory for them.
  mutating func makeRoom(for more: Int) -> Bool {
    let wanted = count + more
    if wanted <= capacity { return true }
    let larger = Swift.max(wanted, 2 * capacity)
    // What was there a moment ago is there for the array, which could not say that it is not.
    guard let trial = malloc(larger * MemoryLayout<Element>.stride + 64) else { return false }
    free(trial)
    reserveCapacity(larger)
    return true
  }
}
