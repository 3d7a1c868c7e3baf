import Foundation
import Skein
import Testing

@Suite("The memory of workers")
struct WorkerMemoryTests {
  private static let page = Int(getpagesize())
  private static let hugePage = 2 << 20

  /// The pages, or the huge pages, that some memory has a part of.
  private static func pages<Element>(_ buffer: SharedBuffer<Element>, of size: Int) -> Range<Int> {
    let start = Int(bitPattern: buffer.base)
    let end = start + max(buffer.count * MemoryLayout<Element>.stride, 1)
    return start / size..<(end - 1) / size + 1
  }

  @Test("no page holds something of two workers, and no huge page does where buffers are large")
  func apart() throws {
    let workers = 4
    let found = Locked<[(worker: Int, pages: Range<Int>, huge: Range<Int>?)]>([])
    let kept = Locked<[SharedBuffer<Float>]>([])
    for _ in 0..<3 {
      try TestMachine.crew(workers: workers).run { worker in
        for count in [1, 100, 5000, 40_000, 300_000, 1_200_000] {
          let buffer = SharedBuffer<Float>(repeating: 1, count: count)
          let isLarge = 4 * count >= 1 << 20
          found.withLock {
            $0.append(
              (
                worker, Self.pages(buffer, of: Self.page),
                isLarge ? Self.pages(buffer, of: Self.hugePage) : nil
              ))
          }
          kept.withLock { $0.append(buffer) }
        }
      }
    }
    found.withLock { found in
      #expect(found.count == 3 * workers * 6)
      for (index, one) in found.enumerated() {
        for other in found[..<index] where other.worker != one.worker {
          #expect(!one.pages.overlaps(other.pages))
          if let mine = one.huge, let others = other.huge { #expect(!mine.overlaps(others)) }
        }
        // Also nothing small lies in a large one's huge pages.
        guard let huge = one.huge else { continue }
        let ratio = Self.hugePage / Self.page
        let all = huge.lowerBound * ratio..<huge.upperBound * ratio
        for other in found where other.pages != one.pages { #expect(!all.overlaps(other.pages)) }
      }
    }
  }

  @Test("pieces never overlap, and zeros are zeros, also where a chunk begins again")
  func contents() {
    WorkerMemory.run {
      var held: [(buffer: SharedBuffer<Float>, mark: Float)] = []
      var seed: UInt64 = 1
      func random(_ bound: Int) -> Int {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(seed >> 33) % bound
      }
      for turn in 0..<4000 {
        let count = [1, 7, 1000, 20_000, 33_000][random(5)] + random(10)
        let buffer =
          turn % 2 == 0 ? SharedBuffer<Float>(zeroed: count) : SharedBuffer(untouched: count)
        #expect(Int(bitPattern: buffer.base) % 64 == 0)
        if turn % 2 == 0 { #expect(buffer.elements.allSatisfy { $0 == 0 }) }
        let mark = Float(turn)
        buffer.base.update(repeating: mark, count: count)
        held.append((buffer, mark))
        // Few at first, so that chunks begin again; then many.
        while held.count > (turn < 2000 ? 2 : 40) {
          let old = held.remove(at: random(held.count))
          #expect(old.buffer.elements.allSatisfy { $0 == old.mark })
        }
      }
      for old in held { #expect(old.buffer.elements.allSatisfy { $0 == old.mark }) }
    }
  }

  @Test("pages are counted once they are touched, and are nowhere before")
  func count() throws {
    try WorkerMemory.run {
      let memory = try #require(WorkerMemory.current)
      // A container may forbid the question.
      guard memory.pages() != nil else { return }
      let count = 64 * Self.page
      let buffer = SharedBuffer<UInt8>(untouched: count)
      #expect(memory.pages()?.total == 0)
      buffer.base.update(repeating: 1, count: count / 2)
      #expect(memory.pages()?.total == 32)
      buffer.base.update(repeating: 1, count: count)
      let pages = try #require(memory.pages())
      #expect(pages.total == 64 && pages.nodes.values.allSatisfy { $0 > 0 })
      withExtendedLifetime(buffer) {}
    }
    #expect(WorkerMemory.current == nil)
  }

  @Test("of large memory a part is looked at, evenly")
  func sampled() {
    WorkerMemory.run {
      let count = 20_000 * Self.page
      let buffer = SharedBuffer<UInt8>(untouched: count)
      guard WorkerMemory.current?.pages() != nil else { return }
      for page in 0..<20_000 { buffer.base[page * Self.page] = 1 }
      // Every second page.
      #expect(WorkerMemory.current?.pages()?.total == 10_000)
    }
  }

  @Test("a mapping goes back to the system with its owner")
  func released() {
    let bytes = 3 << 30
    var buffer: SharedBuffer<UInt8>? = SharedBuffer(untouched: bytes)
    guard let start = buffer.map({ UnsafeMutableRawPointer($0.base) }) else { return }
    #expect(msync(start + bytes / 2, Self.page, MS_ASYNC) == 0)
    buffer = nil
    // Another test may have mapped something into the gap, but not all over it.
    let gone = (0..<64).count { msync(start + $0 * (bytes / 64), Self.page, MS_ASYNC) != 0 }
    #expect(gone > 32)
  }

  @Test("a page count says on which nodes, and how many lie elsewhere")
  func description() {
    let pages = PageCount(nodes: [1: 3, 0: 5])
    #expect(pages.description == "5 on node 0 and 3 on node 1" && pages.total == 8)
    #expect(pages.away(from: 0) == 3 && pages.away(from: 1) == 5 && pages.away(from: 2) == 8)
    #expect(PageCount(nodes: [:]).description == "none")
  }
}
