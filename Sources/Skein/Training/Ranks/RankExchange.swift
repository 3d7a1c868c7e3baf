/// What the ranks of a training tell each other in its course; called by worker 0 of each, while the other
/// workers wait.
///
/// In each step every rank comes by the whole sum of the gradient and then takes the same step for itself, so
/// weights, slots and whatever follows from them are the same everywhere without being sent. Either all ranks
/// get the sums of all others' rows and add them (one message to each), or each adds a part of the gradient for
/// all and gives them its sum (two, of which every rank takes less than two gradients, however many they are).
final class RankExchange: Sendable {
  let transport: any RankTransport
  let share: RankTeams
  /// The part of the gradient that each rank adds; all of it where each adds for itself.
  private let parts: [Range<Int>]
  /// For each node that another rank gives first, second …: [ranks that give so many, floats of the own part].
  private let received: [SharedBuffer<Float>]
  /// The whole sum, [floats], where ranks add parts; nil where each adds for itself.
  let sum: SharedBuffer<Float>?
  private let numbers: SharedBuffer<Double>
  private let own: SharedBuffer<Double>
  /// Nil where nobody measures.
  private let clock: RankClock?

  /// Bytes that are worth a second message.
  private static let worthAMessage = 64 << 10

  /// - Parameters:
  ///   - plans: of a full batch and of an epoch's last.
  ///   - floats: of a gradient.
  ///   - validation: samples that are measured at an epoch's end.
  init(
    _ transport: any RankTransport, _ share: RankTeams, plans: [RankPlan], rows: Int, floats: Int,
    validation: Int, clock: RankClock?
  ) {
    self.transport = transport
    self.share = share
    self.clock = clock
    let ranks = transport.count
    let takesParts = Self.takesParts(floats: floats, ranks: ranks)
    let parts = (0..<ranks).map { rank in
      takesParts
        ? Self.begin(of: rank, ranks, floats)..<Self.begin(of: rank + 1, ranks, floats) : 0..<floats
    }
    self.parts = parts
    sum = takesParts ? SharedBuffer(untouched: floats) : nil
    let width = parts[transport.rank].count
    received = (0..<(plans.map(\.mostGiven).max() ?? 0)).map { index in
      SharedBuffer(
        untouched: width * (plans.map { $0.given.count { $0.count > index } }.max() ?? 0))
    }
    numbers = SharedBuffer(repeating: 0, count: max(rows, validation) + ranks)
    own = SharedBuffer(repeating: 0, count: max(rows, validation) + 1)
  }

  /// Whether each adds a part for all. Otherwise it takes ranks - 1 gradients, then twice the parts that are not
  /// its own.
  private static func takesParts(floats: Int, ranks: Int) -> Bool {
    4 * floats * (ranks - 1) * (ranks - 2) / ranks > worthAMessage
  }

  /// How often the ranks of a step meet, and the bytes that each takes, where each has one node to give.
  static func cost(floats: Int, ranks: Int) -> (meetings: Int, bytes: Int) {
    takesParts(floats: floats, ranks: ranks)
      ? (3, 8 * floats * (ranks - 1) / ranks) : (2, 4 * floats * (ranks - 1))
  }

  /// Where a rank's part begins: at whole cache lines.
  private static func begin(of rank: Int, _ ranks: Int, _ floats: Int) -> Int {
    rank == ranks ? floats : rank * floats / ranks & ~15
  }

  /// The part of the gradient that this rank adds.
  var part: Range<Int> { parts[transport.rank] }

  /// Where the own part of another rank's node is after an exchange: [floats of the own part].
  func gradient(_ arrival: RankPlan.Arrival) -> UnsafeMutablePointer<Float> {
    received[arrival.buffer].base + arrival.place * part.count
  }

  /// Sends every rank its part of this one's sums, and gets this one's part of theirs, with the losses of all
  /// rows and the wish to stop.
  ///
  /// - Parameters:
  ///   - losses: [rows] of the batch; those of the other ranks' rows are written.
  ///   - gradient: of a node of this rank.
  /// - Returns: whether any rank wants to stop.
  func exchange(
    _ plan: RankPlan, losses: UnsafeMutablePointer<Double>, leaves: Bool,
    gradient: (_ node: Int) -> UnsafeMutablePointer<Float>
  ) -> Bool {
    guard let clock else {
      return exchangeAll(plan, losses: losses, leaves: leaves, gradient: gradient)
    }
    return clock.time(transport, endsStep: sum == nil) {
      exchangeAll(plan, losses: losses, leaves: leaves, gradient: gradient)
    }
  }

  private func exchangeAll(
    _ plan: RankPlan, losses: UnsafeMutablePointer<Double>, leaves: Bool,
    gradient: (_ node: Int) -> UnsafeMutablePointer<Float>
  ) -> Bool {
    for index in 0..<plan.mostGiven { exchange(plan, index: index, gradient: gradient) }
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

  /// The nodes that each rank gives as its first, second … one.
  private func exchange(
    _ plan: RankPlan, index: Int, gradient: (_ node: Int) -> UnsafeMutablePointer<Float>
  ) {
    let mine = plan.given[transport.rank]
    let node = mine.count > index ? gradient(mine[index]) : nil
    let gives = parts.map { part in
      UnsafeRawBufferPointer(
        start: node.map { $0 + part.lowerBound }, count: node == nil ? 0 : 4 * part.count)
    }
    var place = received[index].base
    let takes = plan.given.map { nodes in
      guard nodes.count > index else { return UnsafeMutableRawBufferPointer(start: nil, count: 0) }
      defer { place += part.count }
      return UnsafeMutableRawBufferPointer(start: place, count: 4 * part.count)
    }
    transport.exchange(gives: gives, takes: takes)
  }

  /// What each row of the batch has, at all ranks.
  ///
  /// - Parameters:
  ///   - base: [rows, each]; the other ranks' rows are written.
  ///   - each: numbers of a row.
  func exchangeRows<Number: BitwiseCopyable>(
    _ plan: RankPlan, _ base: UnsafeMutablePointer<Number>, each: Int
  ) {
    let places = plan.rows.map { rows in
      UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(start: base + rows.lowerBound * each, count: rows.count * each))
    }
    let mine = UnsafeRawBufferPointer(places[transport.rank])
    transport.exchange(
      gives: [UnsafeRawBufferPointer](repeating: mine, count: transport.count), takes: places)
  }

  /// Puts the whole sum together, where each rank has added its part.
  ///
  /// - Parameter part: the sum of the own one.
  func gatherSum(_ part: UnsafePointer<Float>) {
    guard let sum else { return }
    let counts = parts.map { 4 * $0.count }
    guard let clock else { return transport.gather(part, into: sum.base, counts: counts) }
    clock.time(transport, endsStep: true) { transport.gather(part, into: sum.base, counts: counts) }
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
