/// What the ranks of a training tell each other in its course; called by worker 0 of each, while the other
/// workers wait.
///
/// In each step every rank gets the sums of all others' rows and then takes the same step for itself, so
/// weights, slots and whatever follows from them are the same everywhere without being sent.
final class RankExchange: Sendable {
  let transport: any RankTransport
  let share: RankTeams
  private let floats: Int
  /// For each node that another rank gives first, second …: [ranks that give so many, floats].
  private let received: [SharedBuffer<Float>]
  private let numbers: SharedBuffer<Double>
  private let own: SharedBuffer<Double>

  /// - Parameters:
  ///   - plans: of a full batch and of an epoch's last.
  ///   - floats: of a gradient.
  ///   - validation: samples that are measured at an epoch's end.
  init(
    _ transport: any RankTransport, _ share: RankTeams, plans: [RankPlan], rows: Int, floats: Int,
    validation: Int
  ) {
    self.transport = transport
    self.share = share
    self.floats = floats
    let most = plans.map(\.mostGiven).max() ?? 0
    received = (0..<most).map { index in
      SharedBuffer(
        untouched: floats * (plans.map { $0.given.count { $0.count > index } }.max() ?? 0))
    }
    numbers = SharedBuffer(repeating: 0, count: max(rows, validation) + transport.count)
    own = SharedBuffer(repeating: 0, count: max(rows, validation) + 1)
  }

  /// Where a node of another rank is after an exchange.
  func gradient(_ arrival: RankPlan.Arrival) -> UnsafeMutablePointer<Float> {
    received[arrival.buffer].base + arrival.place * floats
  }

  /// Every rank's sums at all of them, with the losses of its rows and its wish to stop.
  ///
  /// - Parameters:
  ///   - losses: [rows] of the batch; those of the other ranks' rows are written.
  ///   - gradient: of a node of this rank.
  /// - Returns: whether any rank wants to stop.
  func exchange(
    _ plan: RankPlan, losses: UnsafeMutablePointer<Double>, leaves: Bool,
    gradient: (_ node: Int) -> UnsafeMutablePointer<Float>
  ) -> Bool {
    for index in 0..<plan.mostGiven {
      let counts = plan.given.map { $0.count > index ? 4 * floats : 0 }
      let mine = plan.given[transport.rank]
      let source = mine.count > index ? gradient(mine[index]) : received[index].base
      transport.gather(source, into: received[index].base, counts: counts)
    }
    let rows = plan.rows[transport.rank]
    own.base[0] = leaves ? 1 : 0
    (own.base + 1).update(from: losses + rows.lowerBound, count: rows.count)
    transport.gather(
      own.base, into: numbers.base, counts: plan.rows.map { 8 * ($0.count + 1) })
    var place = numbers.base
    var anyLeaves = false
    for rows in plan.rows {
      anyLeaves = anyLeaves || place[0] != 0
      (losses + rows.lowerBound).update(from: place + 1, count: rows.count)
      place += rows.count + 1
    }
    return anyLeaves
  }

  /// The losses of all validation samples at all ranks.
  ///
  /// - Parameter losses: [samples]; those that other ranks measured are written.
  func exchange(_ order: EvaluationOrder, losses: UnsafeMutablePointer<Double>) {
    let places = (0..<share.count).map { rank in
      let workers = share.workers(of: rank)
      let first = order.share(of: workers.lowerBound).lowerBound
      return first..<max(order.share(of: workers.upperBound - 1).upperBound, first)
    }
    for (index, place) in places[transport.rank].enumerated() {
      own.base[index] = losses[order.sample(at: place)]
    }
    transport.gather(own.base, into: numbers.base, counts: places.map { 8 * $0.count })
    var read = 0
    for place in places.joined() {
      losses[order.sample(at: place)] = numbers.base[read]
      read += 1
    }
  }
}
