/// The links of a group in the older way: a B-tree of nodes with entries, whose names stand in a local heap.
struct HDF5SymbolTable {
  let links: [HDF5File.Link]

  private static let mostEntries = 65_536
  private static let deepest = 8

  init(
    _ table: (tree: Int, heap: Int), in source: BoundedBytes
  ) throws(InterchangeError) {
    guard try source.slice(table.heap, 4).elementsEqual("HEAP".utf8) else {
      throw source.malformed("byte \(table.heap): no heap of names")
    }
    let names = try source.range(source.integer(table.heap + 24), source.integer(table.heap + 8))
    var links: [HDF5File.Link] = []
    // Node by node, level by level.
    var (nodes, visited) = ([table.tree], Set<Int>())
    for _ in 0...Self.deepest where !nodes.isEmpty {
      var below: [Int] = []
      for node in nodes {
        guard visited.insert(node).inserted, visited.count <= Self.mostEntries else {
          throw source.malformed("byte \(node): a group that holds itself")
        }
        if try source.slice(node, 4).elementsEqual("TREE".utf8) {
          let count = try source.integer(node + 6, bytes: 2)
          for child in 0..<count { below.append(try source.integer(node + 32 + 16 * child)) }
        } else {
          try Self.read(node, names, source, into: &links)
        }
      }
      nodes = below
    }
    guard nodes.isEmpty else { throw source.malformed("a group whose tree has no end") }
    self.links = links
  }

  /// The entries of a node.
  private static func read(
    _ node: Int, _ names: Range<Int>, _ source: BoundedBytes, into links: inout [HDF5File.Link]
  ) throws(InterchangeError) {
    guard try source.slice(node, 4).elementsEqual("SNOD".utf8) else {
      throw source.malformed("byte \(node): no node of a group")
    }
    for entry in 0..<(try source.integer(node + 6, bytes: 2)) {
      let place = node + 8 + 40 * entry
      let offset = try source.integer(place)
      guard offset < names.count, links.count < mostEntries else {
        throw source.malformed("byte \(place): a name that is not there")
      }
      let rest = source.bytes[(names.lowerBound + offset)..<names.upperBound]
        .prefix(HDF5Object.longestName)
      guard let end = rest.firstIndex(of: 0) else {
        throw source.malformed("byte \(place): a name that does not end")
      }
      if try source.word(place + 16, bytes: 4) == 2 {
        throw .refused(file: source.file, problem: "it is HDF5 with links that lead elsewhere")
      }
      links.append(
        HDF5File.Link(
          name: try source.text(rest.startIndex, end - rest.startIndex),
          header: try source.integer(place + 8)))
    }
  }
}
