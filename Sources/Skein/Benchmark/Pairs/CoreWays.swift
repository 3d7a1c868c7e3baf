import Topology

/// How many times as long something takes between two cores as between two of one cache, by their
/// distance.
package struct DistanceFactors: Sendable, Codable, Equatable {
  package var sameCore: Double
  package var sameCache: Double
  package var samePackage: Double
  package var otherPackage: Double

  package init(sameCore: Double, sameCache: Double, samePackage: Double, otherPackage: Double) {
    self.sameCore = sameCore
    self.sameCache = sameCache
    self.samePackage = samePackage
    self.otherPackage = otherPackage
  }

  package subscript(distance: CoreSurroundings.Distance) -> Double {
    get {
      switch distance {
      case .sameCore: sameCore
      case .sameCache: sameCache
      case .samePackage: samePackage
      case .otherPackage: otherPackage
      }
    }
    set {
      switch distance {
      case .sameCore: sameCore = newValue
      case .sameCache: sameCache = newValue
      case .samePackage: samePackage = newValue
      case .otherPackage: otherPackage = newValue
      }
    }
  }

  /// Where nothing was measured; docs/scaling.md says what they are worth.
  package static let assumed = DistanceFactors(
    sameCore: 0.5, sameCache: 1, samePackage: 2, otherPackage: 4)
}

/// The ways between cores as the scaling model takes them.
package struct CoreWays: Sendable, Codable, Equatable {
  /// Of a barrier's time.
  package var barrier = DistanceFactors.assumed
  /// Of a team's meeting.
  package var meeting = DistanceFactors.assumed
  /// Of the time that data takes which another core wrote.
  package var exchange = DistanceFactors.assumed
  /// The distances whose factors were measured, by name; one of them is what the others are compared with.
  package var measured: [String] = []

  package static let assumed = CoreWays()

  private init() {}

  /// The medians of each distance that the pairs have, beside the nearest one of different cores; what no
  /// pair has stays assumed.
  package init(_ pairs: [PairMatrix.Pair]) {
    let classes = Dictionary(grouping: pairs, by: \.distance)
    let order: [CoreSurroundings.Distance] = [.sameCache, .samePackage, .otherPackage, .sameCore]
    guard let base = order.first(where: { classes[$0] != nil }) else { return }
    func medians(_ distance: CoreSurroundings.Distance)
      -> (barrier: Double, meeting: Double, exchange: Double)?
    {
      guard let own = classes[distance],
        let barrier = Quartiles(own.map(\.barrierNanoseconds))?.median,
        let meeting = Quartiles(own.map(\.meetingNanoseconds))?.median,
        let rate = Quartiles(own.map(\.gigabytesPerSecond))?.median, barrier > 0, meeting > 0,
        rate > 0
      else { return nil }
      return (barrier, meeting, 1 / rate)
    }
    guard let one = medians(base) else { return }
    let assumed = DistanceFactors.assumed[base]
    for distance in order {
      guard let own = medians(distance) else { continue }
      barrier[distance] = own.barrier / one.barrier * assumed
      meeting[distance] = own.meeting / one.meeting * assumed
      exchange[distance] = own.exchange / one.exchange * assumed
      measured.append(distance.name)
    }
  }
}

extension CoreSurroundings.Distance {
  /// As people and files name it.
  package var name: String {
    switch self {
    case .sameCore: "same core"
    case .sameCache: "same cache"
    case .samePackage: "same package"
    case .otherPackage: "other package"
    }
  }
}
