extension XMLElement {
  /// The object that an `<object>` describes, without its parts.
  func object(isRoot: Bool, version: Int) throws(XMLFault) -> XMLObject {
    let type = try version == 1 ? oldObjectType(isRoot: isRoot) : objectType(isRoot: isRoot)
    var object = XMLObject(type: type, line: line)
    if type == .device || type == .miscellaneous { return object }
    // 2³² − 1 stands for no number.
    let number = try number("os_index", atMost: UInt64(UInt32.max))
    object.number = number.flatMap { $0 == UInt32.max ? nil : Int($0) }
    object.name = try label("subtype")
    if type == .processor || type == .node {
      guard let number = object.number, number <= CPUSet.maximumProcessor else {
        throw fault("a \(type) has no os_index between 0 and \(CPUSet.maximumProcessor)")
      }
    }
    for name in ["complete_nodeset", "allowed_nodeset", "allowed_cpuset"] { _ = try set(name) }
    let nodes = try set("nodeset")
    if type == .node, let number = object.number {
      guard nodes ?? [number] == [number] else {
        throw fault("the nodeset of NUMANode \(number) is not its own number")
      }
      object.nodes = [number]
    }
    if let processors = try set("cpuset") {
      // Early releases of hwloc 1 wrote none where nothing was offline.
      guard let complete = try set("complete_cpuset") ?? (version == 1 ? processors : nil) else {
        throw fault("an object (\(type)) has a cpuset but no complete_cpuset")
      }
      guard processors.isSubset(of: complete) else {
        throw fault("an object (\(type)) has processors in cpuset that complete_cpuset lacks")
      }
      object.processors = processors
      object.complete = complete
    } else if type.isNormal {
      throw fault("an object (\(type)) has no cpuset")
    }
    switch type {
    // A pebibyte of cache, and four of memory a node, leave room for sums.
    case .cache: object.size = try self.number("cache_size", atMost: 1 << 50)
    case .node, .machine: object.size = try self.number("local_memory", atMost: 1 << 52)
    case .group: object.isKeptApart = try self.number("dont_merge", atMost: 255) ?? 0 != 0
    default: break
    }
    return object
  }

  private func objectType(isRoot: Bool) throws(XMLFault) -> XMLObjectType {
    guard let text = attributes["type"] else { throw fault("an object has no type") }
    if isRoot, text != "Machine" {
      throw fault("the first object is a \(text.prefix(40)), not a Machine")
    }
    switch text {
    // hwloc makes a group of a machine inside a machine.
    case "Machine": return isRoot ? .machine : .group(kind: 0, subkind: 0)
    case "Package": return .package
    case "Die": return .die
    case "Core": return .core
    case "PU": return .processor
    case "NUMANode": return .node
    case "Group": return try groupType()
    case "MemCache": return .memoryCache
    case "Bridge", "PCIDev", "OSDev": return .device
    case "Misc": return .miscellaneous
    default: return try cacheType(text)
    }
  }

  /// hwloc's number of the kind of groups that hwloc 2.0 had in the place of dies.
  private static let dieKind: UInt32 = 104

  func groupType() throws(XMLFault) -> XMLObjectType {
    let most = UInt64(UInt32.max)
    let kind = UInt32(try number("kind", atMost: most) ?? 0)
    let subkind = UInt32(try number("subkind", atMost: most) ?? 0)
    return kind == Self.dieKind || attributes["subtype"] == "Die"
      ? .die : .group(kind: kind, subkind: subkind)
  }

  private static let cacheNames = ["L1Cache", "L2Cache", "L3Cache", "L4Cache", "L5Cache"]
  private static let instructionCacheNames = ["L1iCache", "L2iCache", "L3iCache"]

  private func cacheType(_ text: String) throws(XMLFault) -> XMLObjectType {
    // Unified, data, instructions.
    let holds = try number("cache_type", atMost: 2)
    let depth = try number("depth", atMost: UInt64(UInt32.max)).map { Int($0) }
    if let index = Self.cacheNames.firstIndex(of: text) {
      guard holds ?? 0 != 2, depth ?? index + 1 == index + 1 else {
        throw fault("an \(text) has the depth or the cache_type of another cache")
      }
      return .cache(level: index + 1)
    }
    if let index = Self.instructionCacheNames.firstIndex(of: text) {
      guard holds ?? 2 == 2, depth ?? index + 1 == index + 1 else {
        throw fault("an \(text) has the depth or the cache_type of another cache")
      }
      return .instructionCache
    }
    throw fault("the type \"\(text.prefix(40))\" is not known")
  }
}
