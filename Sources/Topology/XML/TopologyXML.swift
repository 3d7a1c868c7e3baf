/// Reads a topology file, so that hwloc need not: `CanonicalXML` writes for it what was read.
///
/// Everything that hwloc takes from a file is bounded here: the objects, their nesting, the sets
/// of processors, and how they lie in each other.
struct TopologyXML {
  /// Larger files are refused; a machine with 1,024 processors needs about 1 MB.
  static let maximumBytes = 32 << 20
  /// A machine with 8,192 processors has three for each.
  static let maximumObjects = 32_768
  /// hwloc goes through all siblings to add one.
  static let maximumSiblings = 4096
  /// As many as Linux knows.
  static let maximumNodes = 1024
  /// The bytes of all sets of processors together; hwloc takes twice that.
  static let maximumSetBytes = 8 << 20

  private enum Frame {
    case topology, object, kind, other
  }

  private var scanner: XMLScanner
  private var version = 2
  private var frames: [Frame] = []
  /// The objects that are open.
  private var objects: [XMLObject] = []
  private var processors = CPUSet()
  private var nodes = CPUSet()
  private var objectCount = 0
  private var setBytes = 0
  private var machine: XMLObject?

  private(set) var allowedProcessors: CPUSet?
  private(set) var allowedNodes: CPUSet?
  private(set) var kinds: [XMLKind] = []

  /// The topology in the bytes of a file of hwloc 1, 2 or 3.
  ///
  /// - Throws: `TopologyError.xml` with the line of the first fault.
  static func canonical(_ bytes: [UInt8], path: String) throws(TopologyError) -> CanonicalXML {
    guard bytes.count <= maximumBytes else {
      throw .file(path: path, reason: "it is larger than \(maximumBytes >> 20) MiB")
    }
    do {
      return CanonicalXML(try TopologyXML(bytes))
    } catch {
      throw .xml(path: path, line: error.line, reason: error.reason)
    }
  }

  private init(_ bytes: [UInt8]) throws(XMLFault) {
    scanner = XMLScanner(bytes)
    loop: while true {
      switch try scanner.next() {
      case .opened(let element): try open(element)
      case .closed: try close()
      case .ended: break loop
      }
    }
    try checkMachine()
  }

  /// The whole machine; there is one, or `init` has thrown.
  var root: XMLObject { machine ?? XMLObject(type: .machine, line: 1) }

  private mutating func open(_ element: XMLElement) throws(XMLFault) {
    switch (frames.last, element.name) {
    case (nil, _):
      version = try Self.version(element)
      frames.append(.topology)
    case (.topology, "object"), (.object, "object"):
      try openObject(element)
    case (.topology, "cpukind"):
      guard kinds.count < XMLKind.maximumKinds else {
        throw element.fault("there are more than \(XMLKind.maximumKinds) cpukinds")
      }
      kinds.append(try XMLKind(element))
      frames.append(.kind)
    case (.kind, "info"):
      try kinds[kinds.count - 1].add(element)
      frames.append(.other)
    case (.object, "info") where version == 1:
      try objects[objects.count - 1].addOld(element)
      frames.append(.other)
    case (.object, "info"), (.object, "page_type"), (.object, "userdata"), (.object, "distances"):
      frames.append(.other)
    case (.object, let name), (.kind, let name):
      throw element.fault("<\(name)> stands where no such element may be")
    case (.topology, _), (.other, _):
      // Distances, properties of memory, and what later versions add.
      frames.append(.other)
    }
  }

  /// Files of hwloc 1 say no version, or that of hwloc 0.9. Those of hwloc 3 describe processors, caches
  /// and memory as those of hwloc 2 do; what it changed (devices, and where notes stand) is not read.
  private static func version(_ element: XMLElement) throws(XMLFault) -> Int {
    guard let text = element.attributes["version"] else { return 1 }
    switch text.split(separator: ".", omittingEmptySubsequences: false).first {
    case "1": return 1
    case "2", "3": return 2
    default:
      throw element.fault("the version is \"\(text.prefix(40))\", and only 1, 2 and 3 are read")
    }
  }

  private mutating func openObject(_ element: XMLElement) throws(XMLFault) {
    guard !objects.isEmpty || machine == nil else {
      throw element.fault("an object follows the Machine, which should hold all of them")
    }
    let object = try element.object(isRoot: objects.isEmpty, version: version)
    if let parent = objects.last {
      let contains = version == 1 && parent.type == .node ? .machine : parent.type
      guard object.type.fits(into: contains) else {
        throw element.fault("a \(object.type) stands inside a \(parent.type)")
      }
    } else {
      allowedProcessors = try element.set("allowed_cpuset")
      allowedNodes = try element.set("allowed_nodeset")
    }
    if object.type.isNormal || object.type == .node {
      objectCount += 1
      guard objectCount <= Self.maximumObjects else {
        throw element.fault("there are more than \(Self.maximumObjects) objects")
      }
      // A node has those of what it is attached to as well.
      for sized in object.type == .node ? [object] + objects.suffix(1) : [object] {
        setBytes += (sized.processors.words.count + sized.complete.words.count) * 8
      }
      guard setBytes <= Self.maximumSetBytes else {
        throw element.fault(
          "the sets of processors take more than \(Self.maximumSetBytes >> 20) MiB")
      }
    }
    objects.append(object)
    frames.append(.object)
  }

  private mutating func close() throws(XMLFault) {
    guard case .object = frames.removeLast() else { return }
    var object = objects.removeLast()
    try finish(&object)
    if objects.isEmpty {
      machine = object
    } else {
      try adopt(object)
    }
  }

  /// Checks an object that has all its parts.
  private mutating func finish(_ object: inout XMLObject) throws(XMLFault) {
    switch object.type {
    case .processor:
      let number = object.number ?? 0
      guard object.complete == [number] else {
        throw object.fault("the cpuset or complete_cpuset of PU \(number) is not its own number")
      }
      guard !processors.contains(number) else {
        throw object.fault("two PUs have the number \(number)")
      }
      processors.insert(number)
    case .node:
      let number = object.number ?? 0
      guard !nodes.contains(number) else {
        throw object.fault("two NUMANodes have the number \(number)")
      }
      nodes.insert(number)
      guard nodes.count <= Self.maximumNodes else {
        throw object.fault("there are more than \(Self.maximumNodes) NUMANodes")
      }
      if !object.children.isEmpty { try checkParts(&object) }
    case _ where object.type.isNormal:
      try checkParts(&object)
    default: break
    }
  }

  /// An object consists of what its parts consist of.
  private func checkParts(_ object: inout XMLObject) throws(XMLFault) {
    let inside = object.children.reduce(CPUSet()) { $0.union($1.processors) }
    guard inside == object.processors else {
      throw object.fault(
        "\(object.described) says that it has the processors \(object.processors), and its PUs are "
          + (inside.isEmpty ? "none" : "\(inside)"))
    }
    object.nodes = (object.children + object.memory).reduce(object.nodes) { $0.union($1.nodes) }
    // Where parts of what hwloc leaves out have moved up, they may be out of order.
    object.children = object.children.enumerated()
      .map { (first: $1.complete.first ?? Int.max, index: $0, child: $1) }
      .sorted { ($0.first, $0.index) < ($1.first, $1.index) }
      .map(\.child)
  }

  /// Gives an object to the one around it, as hwloc would.
  private mutating func adopt(_ object: XMLObject) throws(XMLFault) {
    let last = objects.count - 1
    // A node of hwloc 1 may become an object with processors.
    if object.type.isNormal || !object.children.isEmpty {
      let lacking = object.complete.subtracting(objects[last].complete)
      guard lacking.isEmpty else {
        throw object.fault(
          "\(object.described) has the processors \(lacking), which the "
            + "\(objects[last].type) around it lacks")
      }
    }
    switch object.type {
    case .device, .miscellaneous: break
    case .node:
      if version == 1 {
        try objects[last].adoptOld(object)
      } else {
        objects[last].memory.append(object)
      }
    case .instructionCache, .memoryCache:
      objects[last].children += object.children
      objects[last].memory += object.memory
    default:
      // hwloc removes what has neither processors nor memory.
      if !object.processors.isEmpty || !object.nodes.isEmpty {
        objects[last].children.append(object)
      }
    }
    guard objects[last].children.count <= Self.maximumSiblings else {
      throw object.fault("the \(objects[last].type) has more than \(Self.maximumSiblings) parts")
    }
  }

  private mutating func checkMachine() throws(XMLFault) {
    guard var root = machine else { throw scanner.fault("there is no Machine in it") }
    guard !root.processors.isEmpty else { throw root.fault("there is no PU in the Machine") }
    if root.nodes.isEmpty {
      guard version == 1 else { throw root.fault("there is no NUMANode in the Machine") }
      var node = XMLObject(type: .node, line: root.line, number: 0)
      node.size = root.size
      node.nodes = [0]
      root.memory = [node]
      root.nodes = [0]
      machine = root
    }
    allowedProcessors = allowedProcessors?.intersection(root.processors)
    allowedNodes = allowedNodes?.intersection(root.nodes)
    let nodeBytes = (root.nodes.words.count * 8) * objectCount
    guard nodeBytes <= Self.maximumSetBytes else {
      throw root.fault("the sets of nodes take more than \(Self.maximumSetBytes >> 20) MiB")
    }
    try XMLLevels.check(root)
    try XMLKind.checkParts(kinds)
  }
}
