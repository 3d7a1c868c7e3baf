/// Cores of one kind on a machine whose cores differ.
public struct CoreKind: Sendable, Hashable {
  /// 0 for the slowest kind; nil when hwloc cannot rank the kinds.
  public let rank: Int?
  /// The processors of this kind.
  public let processors: CPUSet
  /// The microarchitecture as hwloc names it (`IntelCore`, `IntelAtom`), nil when unknown.
  public let name: String?
  /// The highest frequency in MHz, nil when unknown.
  public let maximumFrequency: Int?
  /// Linux's `cpu_capacity`, 1024 for the fastest core of a machine, nil when unknown.
  public let capacity: Int?
  /// False for a kind that an automatic number of workers leaves out.
  public internal(set) var isPerformance = true

  /// Decides which kinds are efficiency cores.
  ///
  /// Not all that rank below the fastest: servers have kinds that differ by a few hundred MHz
  /// (favoured cores, Intel SST-BF), and leaving those out would waste most of the machine. A
  /// lower kind is an efficiency kind when its microarchitecture has another name than the
  /// fastest kind's, or when its capacity is below three quarters of the fastest's, or its highest
  /// frequency below seventeen twentieths: 3.9 beside 5.0 GHz are two kinds of cores, also where
  /// nothing names them, while favoured cores of one kind are within a tenth of each other.
  static func classified(_ kinds: [CoreKind]) -> [CoreKind] {
    guard let best = kinds.filter({ $0.rank != nil }).max(by: { ($0.rank ?? 0) < ($1.rank ?? 0) })
    else { return kinds }
    func isBelow(_ value: Int?, _ share: Double, of reference: Int?) -> Bool {
      guard let value, let reference else { return false }
      return Double(value) < share * Double(reference)
    }
    return kinds.map { kind in
      var kind = kind
      let otherName = kind.name != nil && best.name != nil && kind.name != best.name
      kind.isPerformance =
        kind.rank == best.rank
        || !(otherName || isBelow(kind.capacity, 0.75, of: best.capacity)
          || isBelow(kind.maximumFrequency, 0.85, of: best.maximumFrequency))
      return kind
    }
  }
}
