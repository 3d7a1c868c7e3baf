import Hashing

/// Names a machine's structure in 16 hexadecimal digits: 64-bit FNV-1a over the objects.
///
/// Memory sizes are left out, since they change a little from boot to boot, and so is what the
/// process is allowed to use: the same machine has the same hash inside a container.
struct TopologyHash {
  private var hash = FNV1a()

  static func of(_ root: TopologyObject, kinds: [CoreKind]) -> String {
    var hash = TopologyHash()
    hash.add(root)
    for kind in kinds {
      hash.add("kind \(kind.rank ?? -1) \(kind.name ?? "") \(kind.processors);")
    }
    return hash.hash.digits
  }

  private mutating func add(_ object: TopologyObject) {
    guard object.isOnline else { return }
    add("\(object.kind.rawValue) \(object.number ?? -1) \(object.name ?? "") ")
    add("\(object.cacheLevel ?? 0) \(object.cacheBytes ?? 0) \(object.processors)(")
    for node in object.memory {
      add("node \(node.number) \(node.name ?? "") \(node.processors);")
    }
    for child in object.children { add(child) }
    add(")")
  }

  private mutating func add(_ text: String) { hash.combine(text) }
}
