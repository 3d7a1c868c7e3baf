import KernelInterface

/// Which units of a layer a member of a team computes, in either direction: whole panels, and whole cache
/// lines of the states, so that no two members write one line.
struct UnitSplit {
  let forward: Range<Int>
  let backward: Range<Int>

  /// - Parameters:
  ///   - hasColumns: whether forward panels are as wide as backward ones.
  ///   - panelWidth: of the kernels' column panels.
  init(units: Int, hasColumns: Bool, panelWidth: Int, seat: TeamSeat) {
    forward = seat.share(of: units, unit: hasColumns ? panelWidth : featureAlignment)
    backward = seat.share(of: units, unit: panelWidth)
  }
}
