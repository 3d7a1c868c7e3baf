import KernelInterface

/// What a core takes for the parts of a pass, in its own cycles: rough figures, of which only ratios
/// count, because they choose between teams and change no bit.
struct CoreCost: Sendable {
  /// Floats in a register.
  var lanes: Double
  /// Bytes of the core's second-level cache, and of its part of the one that it shares.
  var ownCache: Double
  var sharedCache: Double
  /// Cycles of a meeting of a team with nothing between two of them.
  var meeting: Double

  /// Of the clock that the figures are for.
  static let cyclesPerSecond = 3e9

  /// Bytes of weights that come from each place in a cycle.
  private var fromOwnCache: Double { 2.5 * lanes }
  private static let fromSharedCache = 20.0
  private static let fromMemory = 6.0
  /// Of the cache, what weights can fill: states and gates are there as well.
  private static let usable = 0.8

  /// A product of `rows` rows with weights that are swept once.
  ///
  /// - Parameters:
  ///   - resident: bytes that are swept again and again, and so stay where they fit.
  ///   - shared: the same for all cores below the shared cache.
  func product(rows: Double, weights: Double, resident: Double, shared: Double) -> Double {
    // A tile of r rows takes four vectors of weights and r values for 4 r multiplications.
    let tile = min(rows, 6)
    let busy = max(2 * tile, (4 + tile) / 2) / (2 * tile)
    let multiplications = rows * weights / 4 / lanes / 2 * busy
    return max(multiplications, weights / bandwidth(resident: resident, shared: shared))
  }

  private func bandwidth(resident: Double, shared: Double) -> Double {
    if resident <= Self.usable * ownCache { return fromOwnCache }
    return shared <= Self.usable * sharedCache ? Self.fromSharedCache : Self.fromMemory
  }

  /// A cell's element-wise part for some units of a row, in either direction: activations take some 8
  /// cycles a unit in registers of sixteen lanes, their slopes 2.
  func forwardCell(units: Double) -> Double { units * 128 / lanes }
  func backwardCell(units: Double) -> Double { units * 35 / lanes }

  /// Multiplications and additions at full rate.
  func arithmetic(flops: Double) -> Double { flops / lanes / 4 / 0.85 }

  /// A meeting after some work, of which the members exchange `bytes`: it takes about twice as long as one
  /// after nothing, because the members come unevenly (docs/scaling.md has what was measured).
  func meeting(exchanging bytes: Double) -> Double { Self.unevenness * meeting + bytes / 4 }

  static let unevenness = 2.0

  /// Sum, update and packing of parameters.
  func update(parameters: Double) -> Double { parameters * 6 }
}
