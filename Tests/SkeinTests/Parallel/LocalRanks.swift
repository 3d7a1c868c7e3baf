import Foundation
import Skein

/// Ranks that are threads of one process: what a training over several processes is tested with where no
/// launcher is.
struct LocalRank: RankTransport {
  let rank: Int
  let table: LocalTable

  var count: Int { table.count }

  func exchange(gives: [UnsafeRawBufferPointer], takes: [UnsafeMutableRawBufferPointer]) {
    precondition(gives.count == count && takes.count == count)
    table.give(gives, of: rank)
    table.meet()
    for other in 0..<count where other != rank {
      let source = table.given(by: other)[rank]
      precondition(
        source.count == takes[other].count,
        "rank \(other) gives \(source.count) bytes, not \(takes[other].count)")
      takes[other].copyMemory(from: source)
    }
    table.meet()
  }

  /// What each rank makes of `body`, all at once.
  static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (LocalRank) throws -> Result
  ) throws -> [Result] {
    let table = LocalTable(count)
    let results = Locked<[Int: Swift.Result<Result, any Error>]>([:])
    let group = DispatchGroup()
    for rank in 0..<count {
      group.enter()
      Thread.detachNewThread {
        let result = Swift.Result { try body(LocalRank(rank: rank, table: table)) }
        results.withLock { $0[rank] = result }
        group.leave()
      }
    }
    group.wait()
    return try (0..<count).map { rank in
      guard let result = results.withLock({ $0[rank] }) else {
        preconditionFailure("rank \(rank) left nothing")
      }
      return try result.get()
    }
  }
}

/// Where local ranks lay down what they give.
final class LocalTable: @unchecked Sendable {
  let count: Int
  // Written by each rank at its own place before a meeting, read by all after it.
  private var places: [[UnsafeRawBufferPointer]]
  private let condition = NSCondition()
  private var arrived = 0
  private var meeting = 0

  init(_ count: Int) {
    self.count = count
    places = Array(repeating: [], count: count)
  }

  func give(_ bytes: [UnsafeRawBufferPointer], of rank: Int) {
    condition.withLock { places[rank] = bytes }
  }

  func given(by rank: Int) -> [UnsafeRawBufferPointer] { condition.withLock { places[rank] } }

  func meet() {
    condition.lock()
    let own = meeting
    arrived += 1
    if arrived == count {
      arrived = 0
      meeting += 1
      condition.broadcast()
    } else {
      while meeting == own { condition.wait() }
    }
    condition.unlock()
  }
}
