/// What carries bytes between the ranks of a training: processes of one machine or of several, each with
/// workers of its own.
///
/// No arithmetic: a library's sums depend on how many ranks there are and on how it goes about them.
package protocol RankTransport: Sendable {
  /// From 0.
  var rank: Int { get }
  /// At least 1.
  var count: Int { get }

  /// Sends bytes to each other rank and waits for those that come from it. All ranks call it, from one thread of
  /// each at a time; what a rank gives to another is as long as what that one takes from it.
  ///
  /// - Parameters:
  ///   - gives: [ranks] what goes to each; empty for none.
  ///   - takes: [ranks] room for what comes from each, apart from `gives`. The own places of both are not looked
  ///     at.
  func exchange(gives: [UnsafeRawBufferPointer], takes: [UnsafeMutableRawBufferPointer])
}

extension RankTransport {
  /// Gives every rank the bytes of all, one after the other in the order of ranks.
  ///
  /// - Parameters:
  ///   - own: as many as `counts` says of this rank.
  ///   - all: room for the sum of `counts`; apart from `own`.
  ///   - counts: bytes of each rank, the same ones at every rank.
  package func gather(
    _ own: UnsafeRawPointer, into all: UnsafeMutableRawPointer, counts: [Int]
  ) {
    precondition(counts.count == count, "\(counts.count) counts of \(count) ranks")
    var place = all
    let takes = counts.map { bytes in
      defer { place += bytes }
      return UnsafeMutableRawBufferPointer(start: place, count: bytes)
    }
    let mine = UnsafeRawBufferPointer(start: own, count: counts[rank])
    takes[rank].copyMemory(from: mine)
    exchange(gives: [UnsafeRawBufferPointer](repeating: mine, count: count), takes: takes)
  }

  /// A few numbers of every rank, as many of each, at all of them: [rank][number].
  package func gather(_ own: [Double]) -> [[Double]] {
    let bytes = 8 * own.count
    let all = [Double](unsafeUninitializedCapacity: own.count * count) { buffer, filled in
      own.withUnsafeBytes { source in
        guard let from = source.baseAddress, let target = buffer.baseAddress else { return }
        gather(from, into: target, counts: [Int](repeating: bytes, count: count))
      }
      filled = own.count * count
    }
    return (0..<count).map { Array(all[$0 * own.count..<($0 + 1) * own.count]) }
  }

  /// A text of every rank at all of them, in the order of ranks.
  package func gather(_ own: String) -> [String] {
    let sizes = gather([Double(own.utf8.count)]).map { Int($0[0]) }
    var text = Array(own.utf8)
    // Never an empty buffer, which may have no address.
    text.append(0)
    let all = [UInt8](unsafeUninitializedCapacity: sizes.reduce(1, +)) { buffer, filled in
      text.withUnsafeBytes { source in
        guard let from = source.baseAddress, let target = buffer.baseAddress else { return }
        gather(from, into: target, counts: sizes)
      }
      filled = sizes.reduce(0, +)
    }
    var begin = 0
    return sizes.map { size in
      defer { begin += size }
      return String(decoding: all[begin..<begin + size], as: UTF8.self)
    }
  }

  /// Whether any rank says so.
  package func any(_ own: Bool) -> Bool { gather([own ? 1 : 0]).contains { $0[0] != 0 } }
}
