import Foundation

extension Machine {
  /// The same machine with less of it to use: first what another process may use, then the kinds of
  /// cores, then without what is excluded, then without the cores that stay free, and of the rest this
  /// process's share.
  ///
  /// Everything downstream follows: policies place on the rest, and `none` keeps to it.
  ///
  /// - Parameter environment: where a launcher's variables are.
  /// - Throws: `TopologyError.nothingLeft`, and what reading the limits' texts throws.
  public func narrowed(
    by limits: PlacementLimits,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(TopologyError) -> Machine {
    guard !limits.isEmpty else { return self }
    var machine = self
    if let like = limits.like {
      let mask = try CPUSet(parsing: like)
      try machine.narrow(
        to: mask, "The other process's mask leaves",
        orElse: "The other process may use \(mask), and this one \(machine.allowedProcessors)")
    }
    if let cores = limits.cores { try machine.narrow(to: cores) }
    if let exclude = limits.exclude {
      try machine.narrow(
        to: machine.allowedProcessors.subtracting(try excluded(exclude)),
        "Without \(exclude) there remain",
        orElse: "\(exclude) excludes all of the processors \(machine.allowedProcessors)")
    }
    if limits.leave > 0 { try machine.leaveFree(limits.leave) }
    if let split = limits.split { try machine.split(split, environment) }
    return machine
  }

  private func excluded(_ text: String) throws(TopologyError) -> CPUSet {
    switch try PlacementLimits.excluded(text) {
    case .processors(let list): CPUSet(list)
    case .expression(let expression): try expression.processors(on: self)
    case .spread, .compact, .smt, .none: []
    }
  }

  /// - Parameters:
  ///   - note: the beginning of the note; the number and the processors follow.
  ///   - failure: what to say where nothing is left.
  private mutating func narrow(
    to kept: CPUSet, _ note: String, orElse failure: String = "Nothing may be used"
  ) throws(TopologyError) {
    let before = allowedProcessors
    let allowed = before.intersection(kept)
    guard !allowed.isEmpty else {
      throw .nothingLeft(failure)
    }
    guard allowed != before else { return }
    root = root.allowing(allowed)
    let survey = MachineSurvey(root, allowed: allowed, kinds: coreKinds)
    allowedProcessors = allowed
    allowedCores = survey.cores
    packages = survey.packages
    numaNodes = survey.numaNodes
    caches = survey.caches
    limitNotes.append(
      "\(note) \(allowed.count) of \(before.count) processors: \(allowed).")
  }

  private mutating func narrow(to cores: PlacementLimits.Cores) throws(TopologyError) {
    let kept: CPUSet
    switch cores {
    case .all:
      countsAllCores = true
      return
    case .performance: kept = CPUSet(allowedCores.filter(\.isPerformance).flatMap(\.processors))
    case .efficiency: kept = CPUSet(allowedCores.filter { !$0.isPerformance }.flatMap(\.processors))
    }
    guard !kept.isEmpty else {
      throw .nothingLeft("There are no \(cores.rawValue) cores among \(allowedProcessors)")
    }
    try narrow(to: kept, "The \(cores.rawValue) cores are")
  }

  /// Leaves cores to others: those of the slowest kind first, and of one kind the first in the machine,
  /// since most systems answer interrupts on their first processors.
  private mutating func leaveFree(_ count: Int) throws(TopologyError) {
    guard count < allowedCores.count else {
      throw .nothingLeft("\(count) of \(allowedCores.count) cores are to be left free")
    }
    let order = allowedCores.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }
    let free = CPUSet(order.prefix(count).flatMap(\.processors))
    try narrow(
      to: allowedProcessors.subtracting(free),
      "With \(count == 1 ? "1 core" : "\(count) cores") left free there remain")
  }

  private mutating func split(
    _ text: String, _ environment: [String: String]
  ) throws(TopologyError) {
    guard let share = try RankShare.parsing(text) ?? RankShare.told(by: environment) else {
      throw .placement(
        text: text, column: 1,
        reason: "no launcher tells this process's rank; say which share it has, such as 0/2")
    }
    guard share.count > 1 else { return }
    let who = share.launcher.map { "\($0)'s " } ?? ""
    // A launcher that binds its ranks has split the machine already.
    if share.launcher != nil,
      inheritedProcessors.count * share.count <= administeredProcessors.count
    {
      limitNotes.append(
        "\(who)rank \(share.rank) of \(share.count) has processors of its own already; nothing is"
          + " split.")
      return
    }
    guard share.count <= processors else {
      throw .nothingLeft(
        "\(share.count) processes cannot share \(processors) processors without sharing one")
    }
    try narrow(
      to: part(share),
      "\(who.isEmpty ? "Share" : "\(who)rank") \(share.rank) of \(share.count) has")
  }

  /// Neighbouring cores of each kind; hardware threads where there are fewer cores than shares.
  private func part(_ share: RankShare) -> CPUSet {
    func slice(_ all: [Int]) -> ArraySlice<Int> {
      all[(share.rank * all.count / share.count)..<((share.rank + 1) * all.count / share.count)]
    }
    guard allowedCores.count >= share.count else {
      return CPUSet(slice(allowedCores.flatMap(\.processors)))
    }
    var part = CPUSet()
    for rank in Set(allowedCores.map(\.rank)).sorted() {
      let cores = allowedCores.indices.filter { allowedCores[$0].rank == rank }
      for core in slice(cores) { part = part.union(CPUSet(allowedCores[core].processors)) }
    }
    // Few cores of several kinds may leave a share without any.
    return part.isEmpty ? CPUSet(slice(allowedCores.flatMap(\.processors))) : part
  }
}

extension TopologyObject {
  /// The same part of the machine when only these processors may be used.
  fileprivate func allowing(_ allowed: CPUSet) -> TopologyObject {
    TopologyObject(
      kind: kind, logicalIndex: logicalIndex, number: number, name: name, cacheLevel: cacheLevel,
      cacheBytes: cacheBytes, processors: processors,
      isAllowed: !processors.isDisjoint(with: allowed), isOnline: isOnline, memory: memory,
      children: children.map { $0.allowing(allowed) })
  }
}
