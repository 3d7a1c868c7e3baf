import Dispatch

/// How fast bytes go from rank to rank, as measured, and what an exchange of gradients should take by it.
package struct RankLinks: Sendable, Encodable {
  /// Between two ranks that follow each other.
  package struct Link: Sendable, Encodable {
    package let from: Int
    package let to: Int
    /// Seconds of a message of eight bytes each way.
    package let latency: Double
    /// Bytes a second each way, both ways at once.
    package let bandwidth: Double
  }

  package let links: [Link]
  /// Seconds in which every rank tells all others eight bytes.
  package let meeting: Double

  private static let messages = 200
  private static let largeMessages = 6
  private static let largeBytes = 8 << 20

  /// Measures, which all ranks do together: the links one after the other, the last rank's to the first.
  package init(_ ranks: any RankTransport) {
    let count = ranks.count
    let pairs = (0..<(count == 2 ? 1 : count)).map { ($0, ($0 + 1) % count) }
    var own: [Double] = []
    for (from, to) in pairs {
      _ = ranks.gather([0])
      guard ranks.rank == from || ranks.rank == to else { continue }
      let other = ranks.rank == from ? to : from
      let latency = Self.seconds(ranks, with: other, bytes: 8, times: Self.messages).median
      let seconds = Self.seconds(
        ranks, with: other, bytes: Self.largeBytes, times: Self.largeMessages
      ).least
      if ranks.rank == from {
        own = [latency, Double(Self.largeBytes) / max(seconds - latency, 1e-9)]
      }
    }
    let all = ranks.gather(own.isEmpty ? [0, 0] : own)
    links = pairs.map { from, to in
      Link(from: from, to: to, latency: all[from][0], bandwidth: all[from][1])
    }
    var meetings: [Double] = []
    for _ in 0..<Self.messages {
      let begun = DispatchTime.now().uptimeNanoseconds
      _ = ranks.gather([0])
      meetings.append(Double(DispatchTime.now().uptimeNanoseconds - begun) / 1e9)
    }
    // That of rank 0, so that all ranks say the same.
    meeting = ranks.gather([Quartiles(meetings)?.median ?? 0])[0][0]
  }

  private static func seconds(
    _ ranks: any RankTransport, with other: Int, bytes: Int, times: Int
  ) -> (median: Double, least: Double) {
    let sent = SharedBuffer<UInt8>(repeating: 1, count: bytes)
    let come = SharedBuffer<UInt8>(repeating: 0, count: bytes)
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    var gives = [UnsafeRawBufferPointer](repeating: nothing, count: ranks.count)
    var takes = gives.map { UnsafeMutableRawBufferPointer(mutating: $0) }
    gives[other] = UnsafeRawBufferPointer(start: sent.base, count: bytes)
    takes[other] = UnsafeMutableRawBufferPointer(start: come.base, count: bytes)
    var seconds: [Double] = []
    for _ in 0..<times {
      let begun = DispatchTime.now().uptimeNanoseconds
      ranks.exchange(gives: gives, takes: takes)
      seconds.append(Double(DispatchTime.now().uptimeNanoseconds - begun) / 1e9)
    }
    return (Quartiles(seconds)?.median ?? 0, seconds.min() ?? 0)
  }

  /// The slowest link's bytes a second, which all wait for.
  package var bandwidth: Double { links.map(\.bandwidth).min() ?? 0 }

  /// What the exchange of a step should take: for each time that all ranks meet the latency, and for what each
  /// takes from the others the time of the slowest link.
  ///
  /// - Parameter floats: of a gradient.
  package func exchangeSeconds(floats: Int, ranks: Int) -> Double {
    Self.exchangeSeconds(floats: floats, ranks: ranks, meeting: meeting, bandwidth: bandwidth)
  }

  /// The same for any meeting, in seconds, and any link, in bytes a second.
  package static func exchangeSeconds(
    floats: Int, ranks: Int, meeting: Double, bandwidth: Double
  ) -> Double {
    let cost = RankExchange.cost(floats: floats, ranks: ranks)
    return Double(cost.meetings) * meeting + Double(cost.bytes) / bandwidth
  }
}
