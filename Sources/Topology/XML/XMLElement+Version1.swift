// What hwloc 1 wrote otherwise. Its NUMA nodes contain the processors near them, where those of
// hwloc 2 are attached to what contains the processors.

extension XMLElement {
  func oldObjectType(isRoot: Bool) throws(XMLFault) -> XMLObjectType {
    guard let text = attributes["type"] else { throw fault("an object has no type") }
    if isRoot, text != "Machine", text != "System" {
      throw fault("the first object is a \(text.prefix(40)), not a Machine")
    }
    switch text {
    case "Machine", "System": return isRoot ? .machine : .group(kind: 0, subkind: 0)
    case "Package", "Socket": return .package
    case "Core": return .core
    case "PU": return .processor
    case "NUMANode": return .node
    case "Group": return try groupType()
    case "Bridge", "PCIDev", "OSDev": return .device
    // Whoever marked processors with a name used these.
    case "Misc": return attributes["cpuset"] == nil ? .miscellaneous : .group(kind: 0, subkind: 0)
    case "Cache":
      guard let depth = try number("depth", atMost: 5), depth > 0 else {
        throw fault("a Cache has no depth from 1 to 5")
      }
      let isForInstructions = try number("cache_type", atMost: 2) == 2
      return isForInstructions ? .instructionCache : .cache(level: Int(depth))
    default: throw fault("the type \"\(text.prefix(40))\" is not known in the format of hwloc 1")
    }
  }
}

extension XMLObject {
  /// Takes a note about the object; the subtype is one of them.
  mutating func addOld(_ info: XMLElement) throws(XMLFault) {
    guard ["Type", "CoProcType"].contains(info.attributes["name"]) else { return }
    name = try info.label("value")
    if case .group = type, name == "Die" { type = .die }
  }

  private mutating func narrow(to processors: CPUSet) {
    complete = complete.intersection(processors)
    for index in children.indices { children[index].narrow(to: processors) }
  }

  /// hwloc's number of the kind of groups that it makes around a node.
  private static let memoryKind: UInt32 = 1001

  /// Takes a node of hwloc 1 and what it contains.
  ///
  /// Source: hwloc 2.9, `hwloc__xml_import_object`.
  mutating func adoptOld(_ node: XMLObject) throws(XMLFault) {
    var bare = node
    bare.children = []
    bare.nodes = node.number.map { [$0] } ?? []
    let isFast =
      node.name == "MCDRAM" && node.complete.isEmpty && memory.count == 1 && memory[0].name == nil
    if node.complete == complete || isFast {
      memory += node.memory + [bare]
      children += node.children
      return
    }
    guard !node.children.isEmpty || node.processors.isEmpty else {
      throw node.fault("\(node.described) has processors and no PUs")
    }
    var group = XMLObject(type: .group(kind: Self.memoryKind, subkind: 0), line: node.line)
    group.processors = node.processors
    group.complete = node.processors
    group.children = node.children
    for index in group.children.indices { group.children[index].narrow(to: group.complete) }
    group.memory = node.memory + [bare]
    group.nodes = node.nodes
    children.append(group)
  }
}
