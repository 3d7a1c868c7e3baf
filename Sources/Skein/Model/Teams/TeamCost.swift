import KernelInterface

/// The cycles of a step for a number of teams of one size.
struct TeamCost {
  let work: BatchWork
  let core: CoreCost
  /// Units of a column panel.
  let panelWidth: Int

  /// - Parameters:
  ///   - teams: that share the batch.
  ///   - members: of each.
  func cycles(teams: Int, members: Int) -> Double {
    let plan = ShardPlan(rows: work.rows, batchSize: work.batchSize, teams: teams)
    let rows = Double(plan.largestShare)
    let perMember = 1 / Double(members)
    var sum = core.arithmetic(flops: work.otherFlops * rows * (work.isTraining ? 3 : 1))
    for recurrence in work.recurrences {
      sum += cycles(recurrence, rows: rows, members: members)
    }
    guard work.isTraining else { return sum }
    // Each worker reads the other teams' gradients of its parameters from their caches.
    let parameters = Double(work.parameters) * perMember / Double(teams)
    sum += core.update(parameters: parameters)
    sum += parameters * 4 * Double(plan.nodes.count - 1) / 8
    return sum
  }

  private func cycles(
    _ layer: BatchWork.Recurrence, rows: Double, members: Int
  ) -> Double {
    let steps = Double(layer.steps)
    let units = Double(layer.units)
    let inputs = Double(layer.inputs)
    let sums = Double(layer.gates) * units
    let unit = layer.hasColumns ? panelWidth : featureAlignment
    let forward = Self.largestShare(of: layer.units, unit: unit, members: members)
    let isHoisted = Int(rows) <= RecurrentWorkspace.mostHoistedRows
    let swept = 4 * sums * (isHoisted ? units : units + inputs)
    /// After members have written some numbers of each unit.
    func meeting(_ numbers: Double) -> Double {
      if members == 1 { return 0 }
      return core.meeting(
        exchanging: 4 * numbers * rows * units * Double(members - 1) / Double(members))
    }
    var step =
      core.product(
        rows: rows, weights: swept * forward, resident: swept * forward, shared: swept)
      + rows * core.forwardCell(units: units * forward) + meeting(1)
    var once = 2 * rows * steps * sums * inputs * (isHoisted ? forward : 0)
    if work.isTraining {
      let backward = Self.largestShare(of: layer.units, unit: panelWidth, members: members)
      let weights = 4 * sums * units
      step +=
        core.product(
          rows: rows, weights: weights * backward, resident: weights * backward, shared: weights)
        + rows * core.backwardCell(units: units * backward) + meeting(Double(layer.gates))
      let columns = Self.largestShare(
        of: layer.gates * layer.units, unit: panelWidth, members: members)
      once += 2 * rows * steps * sums * (units + inputs) * columns
      if layer.isAboveAnother { once += 2 * rows * steps * sums * inputs / Double(members) }
    }
    return steps * step + core.arithmetic(flops: once)
  }

  /// The part of some units that the member with the most of them has, in whole groups.
  private static func largestShare(of units: Int, unit: Int, members: Int) -> Double {
    let groups = (units + unit - 1) / unit
    let most = (groups + members - 1) / members
    return Double(min(most * unit, units)) / Double(units)
  }
}
