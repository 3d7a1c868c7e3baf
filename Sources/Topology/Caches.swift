/// The data caches above one processor.
public struct Caches: Sendable, Hashable {
  /// One cache.
  public struct Level: Sendable, Hashable {
    /// Its size in bytes.
    public let bytes: Int
    /// The number of processors that share it, the disallowed ones included.
    public let sharingProcessors: Int
  }

  /// Nil where hwloc knows no such cache or not its size.
  public internal(set) var l1d: Level?
  public internal(set) var l2: Level?
  public internal(set) var l3: Level?

  /// The smaller share a processor at each level, so that a tile that fits here fits everywhere;
  /// a cache that hwloc knows stands in for one that it does not.
  func smallest(_ other: Caches) -> Caches {
    func pick(_ a: Level?, _ b: Level?) -> Level? {
      guard let a, let b else { return a ?? b }
      let (left, lost) = a.bytes.multipliedReportingOverflow(by: b.sharingProcessors)
      let (right, lostToo) = b.bytes.multipliedReportingOverflow(by: a.sharingProcessors)
      return lost || lostToo || left <= right ? a : b
    }
    return Caches(l1d: pick(l1d, other.l1d), l2: pick(l2, other.l2), l3: pick(l3, other.l3))
  }
}
