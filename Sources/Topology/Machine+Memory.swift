extension Machine {
  /// All NUMA nodes, the forbidden ones and those without processors included, in the machine's order.
  package var allMemory: [NUMANode] {
    func nodes(_ object: TopologyObject) -> [NUMANode] {
      object.memory + object.children.flatMap(nodes)
    }
    return nodes(root)
  }

  /// The nodes near a worker's processors that the process may not use, where it may use none that is
  /// near; empty where a near one is allowed or none is known.
  package func forbiddenMemory(near place: WorkerPlace) -> [NUMANode] {
    let near = allMemory.filter { !$0.processors.isDisjoint(with: place.processors) }
    return near.contains(where: \.isAllowed) ? [] : near
  }
}
