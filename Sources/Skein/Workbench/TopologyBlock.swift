import Topology

/// One box of a machine's picture: what it says, what it holds, and how large it is.
///
/// The tree is hwloc's without what only makes pictures larger: first-level caches, parts with
/// nothing in them, and a box around a single box, whose names then share one line.
struct TopologyBlock {
  enum Kind {
    /// Packages, dies, groups and the machine itself.
    case part
    /// A cache that several cores share.
    case cache
    case core
  }

  /// A bank of memory, drawn as a bar below the name.
  struct Memory {
    let text: String
    let isAllowed: Bool
  }

  let kind: Kind
  /// One line each; a core has its name and its private caches.
  var lines: [String]
  var memory: [Memory]
  var isAllowed: Bool
  /// The hardware threads of a core; empty for anything else.
  var processors: [TopologyObject] = []
  var children: [TopologyBlock] = []
  /// Set by `arrange`; places are relative to the box that holds this one.
  var x = 0.0
  var y = 0.0
  var width = 0.0
  var height = 0.0

  /// The box of an object, or nil for one without any core inside.
  init?(_ object: TopologyObject, privateCaches: [String] = []) {
    memory = object.memory.map(Memory.init)
    isAllowed = object.isAllowed
    if object.kind == .core {
      kind = .core
      lines = ["core \(object.logicalIndex)"] + privateCaches
      processors = Self.processors(of: object)
      memory += object.children.flatMap { Self.memory(in: $0) }
      return
    }
    if object.kind == .cache, Self.coreCount(object) == 1 {
      let level = object.cacheLevel ?? 0
      let own = level >= 2 ? [Self.cacheName(object)] : []
      guard
        let inner = object.children.lazy.compactMap({
          TopologyBlock($0, privateCaches: own + privateCaches)
        }).first
      else { return nil }
      self = inner
      memory = object.memory.map(Memory.init) + memory + Self.memoryWithoutCores(object)
      return
    }
    kind = object.kind == .cache ? .cache : .part
    let parts = object.children.compactMap { TopologyBlock($0, privateCaches: privateCaches) }
    guard !parts.isEmpty else { return nil }
    // What holds memory alone has no box, but its memory has a bar.
    memory += Self.memoryWithoutCores(object)
    let name = Self.name(of: object)
    guard parts.count == 1, let only = parts.first, only.kind != .core else {
      lines = name.map { [$0] } ?? []
      children = parts
      return
    }
    lines = [([name].compactMap { $0 } + only.lines).joined(separator: " · ")].filter {
      !$0.isEmpty
    }
    memory += only.memory
    children = only.children
  }

  /// The number of the box's cores.
  var cores: Int { kind == .core ? 1 : children.reduce(0) { $0 + $1.cores } }

  /// The memory of parts that have no core inside, and so no box.
  private static func memoryWithoutCores(_ object: TopologyObject) -> [Memory] {
    object.children.filter { coreCount($0) == 0 }.flatMap { memory(in: $0) }
  }

  private static func memory(in object: TopologyObject) -> [Memory] {
    object.memory.map(Memory.init) + object.children.flatMap { memory(in: $0) }
  }

  private static func coreCount(_ object: TopologyObject) -> Int {
    object.kind == .core ? 1 : object.children.reduce(0) { $0 + coreCount($1) }
  }

  private static func processors(of object: TopologyObject) -> [TopologyObject] {
    object.kind == .processor ? [object] : object.children.flatMap(processors)
  }

  private static func name(of object: TopologyObject) -> String? {
    switch object.kind {
    case .machine, .processor: nil
    case .package: "package \(object.logicalIndex)"
    case .die: "die \(object.logicalIndex)"
    case .group: "\(object.name?.lowercased() ?? "group") \(object.logicalIndex)"
    // A first-level cache that several cores share has no box of its own to name.
    case .cache: (object.cacheLevel ?? 0) >= 2 ? cacheName(object) : nil
    case .core: "core \(object.logicalIndex)"
    }
  }

  private static func cacheName(_ object: TopologyObject) -> String {
    let name = "L\(object.cacheLevel ?? 0)"
    return object.cacheBytes.map { "\(name) \(NumberText.shortBytes($0))" } ?? name
  }
}

extension TopologyBlock.Memory {
  init(_ node: NUMANode) {
    var text = "\(node.name.map { "\($0), " } ?? "")NUMA node \(node.number)"
    if let bytes = node.bytes { text += " · \(NumberText.shortBytes(bytes))" }
    if node.processors.isEmpty { text += " · no processors" }
    self.init(text: text, isAllowed: node.isAllowed)
  }
}
