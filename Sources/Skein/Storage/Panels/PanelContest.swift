/// A model of many series before an update and after it, on the windows that the update was tested on.
package struct PanelContest: Sendable {
  package struct Target: Codable, Sendable, Equatable {
    package var column: String
    /// Series that were predicted and have a scale.
    package var series: Int
    /// Means over them, of the model before and of the one after; null where there is none.
    @NullIfMissing package var before: Double?
    @NullIfMissing package var after: Double?
    /// The part of the series on which the model after has the lower RMSSE.
    package var share: Double
    /// The probability that both differ so much by chance; null for few series.
    @NullIfMissing package var chance: Double?
  }

  package let targets: [Target]

  /// - Throws: what loading the data throws, and `RunError.noTestPart`.
  package init(before: StoredRun, after: StoredRun) throws {
    let newest = try after.material()
    if newest.windows.isEmpty { throw RunError.noTestPart(path: after.path) }
    let former = try before.material(like: newest)
    let metrics = try [(before, former), (after, newest)].map { run, material in
      try after.panelMetrics(of: run.model.told(material.windowSet), for: material) ?? []
    }
    targets = zip(metrics[0], metrics[1]).map { Self.target($0, $1) }
  }

  private static func target(_ before: PanelMetrics, _ after: PanelMetrics) -> Target {
    let pairs = zip(before.members, after.members).compactMap { one, other in
      one.rmsse.flatMap { one in other.rmsse.map { (one, $0) } }
    }
    let count = Double(pairs.count)
    let better = pairs.count { $0.1 < $0.0 }
    return Target(
      column: after.column, series: pairs.count,
      before: pairs.isEmpty ? nil : before.rmsse, after: pairs.isEmpty ? nil : after.rmsse,
      share: pairs.isEmpty ? 0 : Double(better) / count,
      chance: PanelMetrics.chance(over: pairs))
  }
}
