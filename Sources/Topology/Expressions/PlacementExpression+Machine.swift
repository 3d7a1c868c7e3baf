extension PlacementExpression {
  /// Every processor that the expression names on a machine, also those that may not be used.
  ///
  /// - Throws: `TopologyError.placement` where it names what the machine does not have.
  public func processors(on machine: Machine) throws(TopologyError) -> CPUSet {
    try units(on: machine, allowed: nil).processors
  }

  /// What is named for each worker, in the order of the text. Costs O(text × objects of the machine).
  ///
  /// - Parameter allowed: the processors of which each part must name one; nil asks for nothing.
  /// - Throws: `TopologyError.placement`.
  func units(on machine: Machine, allowed: CPUSet?) throws(TopologyError) -> PlacementUnits {
    var objects = MachineObjects(machine)
    func check(_ processors: CPUSet, at position: Int) throws(TopologyError) {
      guard let allowed, processors.isDisjoint(with: allowed) else { return }
      throw refused(
        "none of its processors may be used here; choose from \(allowed)", at: position)
    }
    var result = PlacementUnits()
    switch form {
    case .places(let list):
      for place in list.places {
        try check(CPUSet(place.processors), at: place.position)
      }
      result.add(list.places.map { PlacementUnit(processors: $0.processors, isShared: true) })
    case .abstract(let level, let count):
      let found = try existing(level, &objects, at: 0).filter {
        !$0.processors.isEmpty && !(allowed?.isDisjoint(with: $0.processors) ?? false)
      }
      guard count ?? 1 <= found.count else {
        throw refused(
          "there are \(found.count) \(level.plural), not \(count ?? 1)", at: 0)
      }
      result.add(
        found.prefix(count ?? found.count).map {
          PlacementUnit(processors: Array($0.processors), isShared: true)
        })
    case .terms(let terms):
      for term in terms {
        let named = try units(of: term, &objects)
        var only = PlacementUnits()
        only.add(named)
        switch term.operation {
        case .add:
          try check(only.processors, at: term.position)
          result.add(named)
        case .remove: result.keep(only: result.processors.subtracting(only.processors))
        case .keep: result.keep(only: only.processors)
        case .toggle:
          let both = result.processors.intersection(only.processors)
          result.keep(only: result.processors.subtracting(both))
          only.keep(only: only.processors.subtracting(both))
          result.add(only.units)
        }
      }
    }
    guard !result.processors.isEmpty else { throw refused("no processor is left of it", at: 0) }
    try check(result.processors, at: 0)
    return result
  }

  private func existing(
    _ level: ObjectLevel, _ objects: inout MachineObjects, at position: Int
  ) throws(TopologyError) -> [MachineObjects.Found] {
    if level == .group, objects.hasNestedGroups() {
      throw refused(
        "this machine has groups within groups, which a number cannot tell", at: position)
    }
    let found = objects.objects(level)
    guard !found.isEmpty else { throw refused("this machine has no \(level.plural)", at: position) }
    return found
  }

  private func units(
    of term: Term, _ objects: inout MachineObjects
  ) throws(TopologyError) -> [PlacementUnit] {
    switch term.content {
    case .mask(let mask):
      let all = objects.objects(.machine).first?.processors ?? []
      return objects.units(in: mask.processors(among: all), eachProcessor: true)
    case .each(let level):
      let found = try existing(level, &objects, at: term.position)
      return found.map { PlacementUnit(processors: objects.physicalFirst(in: $0.processors)) }
    case .objects(let links): return try units(of: links, &objects)
    case .domains(let domains):
      var all = PlacementUnits()
      for domain in domains {
        all.add(try processors(of: domain, &objects).map { PlacementUnit(processors: [$0]) })
      }
      return all.units
    }
  }

  private func units(
    of links: [Term.Link], _ objects: inout MachineObjects
  ) throws(TopologyError) -> [PlacementUnit] {
    // The machine itself, and all of it.
    var scopes = objects.objects(.machine).prefix(1).map(\.processors)
    for (number, link) in links.enumerated() {
      let all = try existing(link.level, &objects, at: link.position)
      var inner: [CPUSet] = []
      for scope in scopes {
        let found = number == 0 ? all : objects.objects(link.level, within: scope)
        // Of several parts some may have none of these.
        if found.isEmpty, scopes.count > 1 { continue }
        let indexes = try link.indexes.indexes(of: found.count, called: link.level.plural) {
          refused($1, at: $0)
        }
        inner += indexes.map { found[$0].processors }
      }
      guard inner.contains(where: { !$0.isEmpty }) else {
        throw refused("it names no \(link.level.plural) with processors", at: link.position)
      }
      scopes = inner
    }
    let eachProcessor = links.last?.level == .processor
    return scopes.flatMap { objects.units(in: $0, eachProcessor: eachProcessor) }
  }

  /// The processors of a domain of likwid's, in its order.
  private func processors(
    of part: Term.Domain, _ objects: inout MachineObjects
  ) throws(TopologyError) -> [Int] {
    let (domain, position) = (part.domain, part.position)
    let found = try existing(domain.level, &objects, at: position)
    if case .scattered = domain.choice {
      let lists = found.map { objects.physicalFirst(in: $0.processors) }
      return (0..<(lists.map(\.count).max() ?? 0)).flatMap { round in
        lists.compactMap { round < $0.count ? $0[round] : nil }
      }
    }
    let index = domain.index ?? 0
    guard index < found.count else {
      throw refused(
        "there are \(found.count) \(domain.level.plural), 0 to \(found.count - 1), and none is"
          + " number \(index)", at: position)
    }
    let processors = found[index].processors
    switch domain.choice {
    case .scattered: return []
    case .indexes(let list):
      let threads = objects.physicalFirst(in: processors)
      return try list.indexes(of: threads.count, called: "hardware threads") {
        refused($1, at: $0)
      }.map { threads[$0] }
    case .counted(let count, let chunk, let stride):
      let threads = objects.cores(in: processors).flatMap { $0 }
      guard count <= threads.count else {
        throw refused("there are \(threads.count) hardware threads there", at: position)
      }
      let places = (0..<count).map { $0 / chunk * stride + $0 % chunk }
      guard places.allSatisfy({ $0 < threads.count }) else {
        throw refused(
          "it goes beyond the \(threads.count) hardware threads there", at: position)
      }
      return places.map { threads[$0] }
    }
  }
}
