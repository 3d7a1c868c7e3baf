import CHwloc

// Unsafe code. Invariants: objects and their attributes belong to the loaded topology and outlive
// the reader, which keeps none of them; `attr` is read only for the types that document the
// member; a NULL child, memory child or string ends a list.

extension LoadedTopology {
  /// Copies the objects into values; `allowed` decides which of them the process may use.
  func objects(allowed: CPUSet) -> TopologyObject {
    let reader = ObjectReader(allowed: allowed, allowedNodes: allowedNodes)
    return withExtendedLifetime(self) { reader.read(hwloc_get_root_obj(handle)) }
  }

  /// The kinds of cores, slowest first; empty when hwloc knows of no difference.
  func coreKinds() -> [CoreKind] {
    var kinds: [CoreKind] = []
    for index in 0..<max(0, hwloc_cpukinds_get_nr(handle, 0)) {
      let set = Bitmap()
      var efficiency: Int32 = -1
      var infoCount: UInt32 = 0
      var infos: UnsafeMutablePointer<hwloc_info_s>?
      let kind = UInt32(index)
      guard
        hwloc_cpukinds_get_info(handle, kind, set.handle, &efficiency, &infoCount, &infos, 0) == 0
      else { continue }
      var values: [String: String] = [:]
      for info in UnsafeBufferPointer(start: infos, count: infos == nil ? 0 : Int(infoCount)) {
        guard let name = info.name, let value = info.value else { continue }
        values[String(cString: name)] = String(cString: value)
      }
      kinds.append(
        CoreKind(
          rank: efficiency < 0 ? nil : Int(efficiency), processors: set.processors,
          name: values["CoreType"],
          maximumFrequency: values["FrequencyMaxMHz"].flatMap { Int($0) },
          capacity: values["LinuxCapacity"].flatMap { Int($0) }))
    }
    return CoreKind.classified(kinds)
  }
}

/// Walks hwloc's objects once, numbering cores on the way.
private final class ObjectReader {
  private let allowed: CPUSet
  private let allowedNodes: CPUSet
  private var coreCount = 0

  init(allowed: CPUSet, allowedNodes: CPUSet) {
    self.allowed = allowed
    self.allowedNodes = allowedNodes
  }

  func read(_ object: hwloc_obj_t, insideCore: Bool = false) -> TopologyObject {
    let kind = Self.kind(of: object.pointee.type)
    if kind == .processor, !insideCore {
      return core(
        at: object, number: nil, children: [read(object, insideCore: true)], memory: [])
    }
    var children: [TopologyObject] = []
    var child = object.pointee.first_child
    while let next = child {
      children.append(read(next, insideCore: insideCore || kind == .core))
      child = next.pointee.next_sibling
    }
    let memory = readMemory(below: object)
    if kind == .core {
      children += offlineProcessors(of: object)
      return core(
        at: object, number: Self.number(of: object), children: children, memory: memory)
    }
    let processors = CPUSet(hwloc: object.pointee.cpuset)
    var level: Int?
    var bytes: Int?
    if kind == .cache, let attributes = object.pointee.attr {
      level = Int(attributes.pointee.cache.depth)
      bytes = Int(exactly: attributes.pointee.cache.size).flatMap { $0 == 0 ? nil : $0 }
    }
    return TopologyObject(
      kind: kind, logicalIndex: Int(object.pointee.logical_index),
      number: Self.number(of: object), name: Self.name(of: object), cacheLevel: level,
      cacheBytes: bytes, processors: processors,
      isAllowed: !processors.isDisjoint(with: allowed), isOnline: true, memory: memory,
      children: children)
  }

  private func core(
    at object: hwloc_obj_t, number: Int?, children: [TopologyObject], memory: [NUMANode]
  ) -> TopologyObject {
    let processors = CPUSet(hwloc: object.pointee.cpuset)
    defer { coreCount += 1 }
    return TopologyObject(
      kind: .core, logicalIndex: coreCount, number: number, name: nil, cacheLevel: nil,
      cacheBytes: nil, processors: processors,
      isAllowed: !processors.isDisjoint(with: allowed), isOnline: true, memory: memory,
      children: children)
  }

  private func offlineProcessors(of core: hwloc_obj_t) -> [TopologyObject] {
    CPUSet(hwloc: core.pointee.complete_cpuset).subtracting(CPUSet(hwloc: core.pointee.cpuset))
      .map { number in
        TopologyObject(
          kind: .processor, logicalIndex: -1, number: number, name: nil, cacheLevel: nil,
          cacheBytes: nil, processors: [], isAllowed: false, isOnline: false, memory: [],
          children: [])
      }
  }

  /// The NUMA nodes attached to an object, those behind memory-side caches included.
  private func readMemory(below object: hwloc_obj_t) -> [NUMANode] {
    var nodes: [NUMANode] = []
    var child = object.pointee.memory_first_child
    while let next = child {
      if next.pointee.type == HWLOC_OBJ_NUMANODE, let number = Self.number(of: next) {
        let bytes = next.pointee.attr.flatMap { Int(exactly: $0.pointee.numanode.local_memory) }
        nodes.append(
          NUMANode(
            logicalIndex: Int(next.pointee.logical_index), number: number,
            name: Self.name(of: next), bytes: bytes == 0 ? nil : bytes,
            processors: CPUSet(hwloc: next.pointee.cpuset),
            isAllowed: allowedNodes.contains(number)))
      }
      nodes += readMemory(below: next)
      child = next.pointee.next_sibling
    }
    return nodes
  }

  private static func number(of object: hwloc_obj_t) -> Int? {
    let number = object.pointee.os_index
    return number == UInt32.max ? nil : Int(number)
  }

  private static func name(of object: hwloc_obj_t) -> String? {
    object.pointee.subtype.map { String(cString: $0) }
  }

  private static func kind(of type: hwloc_obj_type_t) -> TopologyObject.Kind {
    switch type {
    case HWLOC_OBJ_MACHINE: .machine
    case HWLOC_OBJ_PACKAGE: .package
    case HWLOC_OBJ_DIE: .die
    case HWLOC_OBJ_CORE: .core
    case HWLOC_OBJ_PU: .processor
    default: hwloc_obj_type_is_cache(type) != 0 ? .cache : .group
    }
  }
}
