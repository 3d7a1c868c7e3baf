import Foundation
import Synchronization

/// The values of a series: one block of numbers that grows while a file is read, then never changes; in
/// memory, or in a file that is mapped.
///
/// Invariants: the first `count` of `capacity` numbers at `base` are initialised; `base` was allocated
/// with `malloc`, is that of `owner`, or lies `MappedFile.offset` bytes behind the beginning of `file`. Whoever fills the
/// storage is its only owner; once a `Series` holds it, nothing writes to it, which is why workers may
/// share it unchecked.
package final class SeriesStorage<Value: Numeric & BitwiseCopyable & Sendable>: @unchecked Sendable
{
  // Unchecked, since the check of every access took a tenth of the time to read a file.
  @exclusivity(unchecked) package private(set) var base: UnsafeMutablePointer<Value>
  @exclusivity(unchecked) package private(set) var count = 0
  @exclusivity(unchecked) private var capacity: Int
  /// Nil where the numbers are in memory.
  @exclusivity(unchecked) private(set) var file: MappedFile?
  /// Whose numbers these are the first of; it keeps them.
  private let owner: SeriesStorage?
  /// Where the numbers may go if they do not fit into memory; nil for nowhere.
  let space: ColumnSpace?
  /// The place of the last access, in blocks of `blockBytes`.
  private let lastBlock = Atomic<Int>(-1)

  private static var blockBytes: Int { 1 << 20 }
  /// By how much a file grows at most, and at least.
  private static var fileStep: Int { 64 << 20 }
  private static var leastFileStep: Int { 1 << 20 }

  /// Storage without values yet.
  init(in space: ColumnSpace? = nil) {
    self.space = space
    owner = nil
    // What goes to a file does so with its first value.
    capacity = space?.usesFiles ?? false ? 0 : 1 << 10
    guard let block = malloc(max(capacity, 1) * MemoryLayout<Value>.stride) else {
      preconditionFailure("there is no memory for a thousand numbers")
    }
    base = block.assumingMemoryBound(to: Value.self)
  }

  /// The numbers of a file.
  init(_ file: MappedFile, offset: Int = ColumnHeader.size, count: Int) {
    self.file = file
    self.count = count
    capacity = count
    space = nil
    owner = nil
    base = (file.base + offset).assumingMemoryBound(to: Value.self)
  }

  private init(firstOf owner: SeriesStorage, count: Int) {
    precondition(count <= owner.count, "the first \(count) of \(owner.count) values")
    self.owner = owner
    self.count = count
    file = owner.file
    base = owner.base
    capacity = count
    space = nil
  }

  /// The first values, where they lie; nobody may add to them, nor to these any more.
  func prefix(_ count: Int) -> SeriesStorage { SeriesStorage(firstOf: self, count: count) }

  deinit { if file == nil, owner == nil { free(base) } }

  package var values: UnsafeBufferPointer<Value> {
    UnsafeBufferPointer(start: base, count: count)
  }

  /// Whether the numbers are in a file.
  package var isMapped: Bool { file != nil }

  /// Adds `amount` values, initialised to zero, and returns where they start; nil if there is no
  /// memory for them. Amortised O(amount).
  @inline(__always)
  func append(_ amount: Int) -> UnsafeMutablePointer<Value>? {
    if count + amount > capacity, !grow(to: count + amount) { return nil }
    let start = base + count
    start.initialize(repeating: 0, count: amount)
    count += amount
    return start
  }

  /// Adds values; false if there is no memory for them.
  @inline(__always)
  func append(contentsOf values: UnsafeBufferPointer<Value>) -> Bool {
    if count + values.count > capacity, !grow(to: count + values.count) { return false }
    if let source = values.baseAddress {
      (base + count).initialize(from: source, count: values.count)
    }
    count += values.count
    return true
  }

  /// Makes room for at least so many values, and for more to come.
  private func grow(to least: Int) -> Bool {
    let bytes = least * MemoryLayout<Value>.stride
    if file != nil { return growFile(to: bytes + min(bytes, Self.fileStep)) }
    // What is large is moved by its pages, so that a small part more costs little.
    let isLarge = capacity * MemoryLayout<Value>.stride > Self.fileStep
    return reserve(max(least, isLarge ? capacity + capacity / 4 : capacity * 2))
  }

  /// Makes room for so many values in all; false if there is no memory for them.
  func reserve(_ wanted: Int) -> Bool {
    if wanted <= capacity { return true }
    let stride = MemoryLayout<Value>.stride
    let (bytes, overflow) = wanted.multipliedReportingOverflow(by: stride)
    guard !overflow else { return false }
    if file != nil { return growFile(to: bytes) }
    if let space, space.isFull(after: bytes - capacity * stride) { return moveToFile(bytes, space) }
    guard let larger = realloc(base, bytes) else { return false }
    base = larger.assumingMemoryBound(to: Value.self)
    capacity = wanted
    return true
  }

  private func fileBytes(_ bytes: Int) -> Int {
    (ColumnHeader.size + bytes + Self.leastFileStep - 1) / Self.leastFileStep * Self.leastFileStep
  }

  private func growFile(to bytes: Int) -> Bool {
    guard let file else { return false }
    do throws(FileError) {
      // By little at once, since the disk gives room for all of it.
      try file.grow(to: fileBytes(bytes))
    } catch {
      space?.note(error)
      return false
    }
    take(file)
    return true
  }

  private func moveToFile(_ bytes: Int, _ space: ColumnSpace) -> Bool {
    let used = count * MemoryLayout<Value>.stride
    guard let new = space.newFile(capacity: fileBytes(bytes)) else { return false }
    memcpy(new.base + ColumnHeader.size, base, used)
    free(base)
    file = new
    take(new)
    new.giveBack()
    return true
  }

  private func take(_ file: MappedFile) {
    base = (file.base + ColumnHeader.size).assumingMemoryBound(to: Value.self)
    capacity = (file.capacity - ColumnHeader.size) / MemoryLayout<Value>.stride
  }

  /// Forgets all values from `newCount` on.
  func truncate(to newCount: Int) {
    precondition(newCount <= count, "\(newCount) values are more than \(count)")
    count = newCount
  }

  // MARK: Memory of a file

  /// Says that the value at `index` is read, one here, one there.
  @inline(__always)
  func note(_ index: Int) {
    if file != nil { noteBlock(index * MemoryLayout<Value>.stride / Self.blockBytes) }
  }

  @inline(never)
  private func noteBlock(_ block: Int) {
    // Threads may overwrite each other's: then a block counts twice, which costs time alone.
    if block == lastBlock.load(ordering: .relaxed) { return }
    lastBlock.store(block, ordering: .relaxed)
    file?.note(Self.blockBytes)
  }

  /// Says that so many values are read somewhere, with the pages around them.
  func noteRange(count: Int) {
    file?.note(count * MemoryLayout<Value>.stride + MappedFile.broughtIn)
  }

  /// Calls `body` with ranges of indices, each after the other, that together are all of `range`, each of
  /// whole rows of `width` values; what a range has brought into memory is given back after many.
  func forEachBlock<Failure: Error>(
    of range: Range<Int>, width: Int, _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    guard let file else { return try body(range) }
    let stride = MemoryLayout<Value>.stride
    let step = max(Self.fileStep / 2 / stride / width, 1) * width
    var begin = range.lowerBound
    while begin < range.upperBound {
      let end = min(begin + step, range.upperBound)
      try body(begin..<end)
      file.note((end - begin) * stride)
      begin = end
    }
  }

  /// A copy whose values may differ at some places; nil where there is no memory for it.
  ///
  /// - Parameter changes: ascending indices.
  func copy(changing changes: [(index: Int, value: Value)]) -> SeriesStorage? {
    let stride = MemoryLayout<Value>.stride
    let copy: SeriesStorage
    if let file {
      guard let own = try? MappedFile(changing: file, path: "column file") else { return nil }
      copy = SeriesStorage(own, count: count)
      for (index, value) in changes { copy.base[index] = value }
      own.keepChanged(
        changes.map {
          ColumnHeader.size + $0.index * stride..<ColumnHeader.size + ($0.index + 1) * stride
        })
    } else {
      copy = SeriesStorage()
      guard copy.reserve(count), copy.append(contentsOf: values) else { return nil }
      for (index, value) in changes { copy.base[index] = value }
    }
    return copy
  }
}
