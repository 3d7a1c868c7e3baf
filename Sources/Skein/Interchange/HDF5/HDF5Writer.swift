/// An HDF5 file of float arrays in groups, in the oldest way, which every version of the library reads: superblock 0,
/// symbol tables, arrays in one piece, no attributes. The bytes depend on names and contents alone.
struct HDF5Writer {
  private indirect enum Node {
    case group([String: Node])
    case array(shape: [Int], values: [Float])
  }

  private var root: [String: Node] = [:]

  /// Entries of a B-tree's node; twice as many are its children.
  private static let treeOrder = 16

  /// Adds an array, row by row, and the groups that its path leads through.
  mutating func add(_ path: [String], shape: [Int], _ values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "\(values.count) numbers of shape \(shape)")
    Self.add(path[...], .array(shape: shape, values: values), to: &root)
  }

  private static func add(_ path: ArraySlice<String>, _ node: Node, to group: inout [String: Node])
  {
    guard let name = path.first else { return }
    if path.count == 1 {
      precondition(group[name] == nil, "two arrays \(name)")
      group[name] = node
      return
    }
    var inner: [String: Node] = [:]
    if case .group(let there)? = group[name] { inner = there }
    add(path.dropFirst(), node, to: &inner)
    group[name] = .group(inner)
  }

  /// The whole file.
  var bytes: [UInt8] {
    // As many entries in each node as make every group fit one tree.
    let leafOrder = max(4, (Self.most(root) + 4 * Self.treeOrder - 1) / (4 * Self.treeOrder))
    var file = HDF5Bytes(leafOrder: leafOrder, treeOrder: Self.treeOrder)
    let (header, table) = Self.write(root, to: &file)
    return file.finished(root: header, tree: table.tree, heap: table.heap)
  }

  /// Entries of the largest group.
  private static func most(_ group: [String: Node]) -> Int {
    group.values.reduce(group.count) { most, node in
      if case .group(let inner) = node { max(most, Self.most(inner)) } else { most }
    }
  }

  /// The address of a group's header, and those of its table.
  private static func write(
    _ group: [String: Node], to file: inout HDF5Bytes
  ) -> (header: Int, table: (tree: Int, heap: Int)) {
    let entries = group.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
      name, node in
      switch node {
      case .group(let inner): (name: name, header: write(inner, to: &file).header)
      case .array(let shape, let values): (name: name, header: file.array(shape, values))
      }
    }
    return file.group(entries)
  }
}

/// The bytes of a file that is written: children before what holds them.
private struct HDF5Bytes {
  private var bytes = [UInt8](repeating: 0, count: 96)
  private let leafOrder: Int
  private let treeOrder: Int

  init(leafOrder: Int, treeOrder: Int) {
    self.leafOrder = leafOrder
    self.treeOrder = treeOrder
  }

  /// A little-endian number.
  private static func word(_ value: Int, _ width: Int = 8) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// Appends a block at a multiple of eight; returns its address.
  private mutating func append(_ block: [UInt8]) -> Int {
    let address = bytes.count
    bytes += block + [UInt8](repeating: 0, count: (8 - block.count % 8) % 8)
    return address
  }

  /// An object's header, version 1.
  private mutating func header(_ messages: [(type: Int, content: [UInt8])]) -> Int {
    var blocks: [UInt8] = []
    for message in messages {
      let padded =
        message.content + [UInt8](repeating: 0, count: (8 - message.content.count % 8) % 8)
      blocks += Self.word(message.type, 2) + Self.word(padded.count, 2) + [0, 0, 0, 0] + padded
    }
    let count = Self.word(messages.count, 2)
    return append([1, 0] + count + Self.word(1, 4) + Self.word(blocks.count, 8) + blocks)
  }

  mutating func array(_ shape: [Int], _ values: [Float]) -> Int {
    let data = append(values.withUnsafeBytes { Array($0) })
    let space: [UInt8] =
      [1, UInt8(shape.count), 0, 0, 0, 0, 0, 0] + shape.flatMap { Self.word($0) }
    let float = HDF5Object.layouts.first { $0.element == .single }?.properties ?? []
    // Class 1, version 1; a mantissa without its first bit, the sign in bit 31.
    let type: [UInt8] = [0x11, 0x20, 31, 0] + Self.word(4, 4) + float
    // No value for numbers that were never written: there are none.
    let fill: [UInt8] = [2, 2, 2, 1, 0, 0, 0, 0]
    let layout: [UInt8] = [3, 1] + Self.word(data) + Self.word(4 * values.count)
    return header([(0x01, space), (0x03, type), (0x05, fill), (0x08, layout)])
  }

  mutating func group(
    _ entries: [(name: String, header: Int)]
  ) -> (header: Int, table: (tree: Int, heap: Int)) {
    var (names, offsets) = ([UInt8](repeating: 0, count: 8), [Int]())
    for entry in entries {
      offsets.append(names.count)
      let name = Array(entry.name.utf8) + [0]
      names += name + [UInt8](repeating: 0, count: (8 - name.count % 8) % 8)
    }
    // The names stand right behind; a free list of 1 means that nothing is free.
    let front: [UInt8] = Array("HEAP".utf8) + [0, 0, 0, 0] + Self.word(names.count) + Self.word(1)
    let heap = append(front + Self.word(bytes.count + 32) + names)
    var tree: [UInt8] = Array("TREE".utf8) + [0, 0]
    let nodes = stride(from: 0, to: entries.count, by: 2 * leafOrder).map { first in
      first..<min(first + 2 * leafOrder, entries.count)
    }
    tree += Self.word(nodes.count, 2) + [UInt8](repeating: 0xFF, count: 16) + Self.word(0)
    for node in nodes {
      var block: [UInt8] = Array("SNOD".utf8) + [1, 0] + Self.word(node.count, 2)
      for entry in node {
        block += Self.word(offsets[entry]) + Self.word(entries[entry].header)
        block += [UInt8](repeating: 0, count: 24)
      }
      block += [UInt8](repeating: 0, count: 8 + 2 * leafOrder * 40 - block.count)
      tree += Self.word(append(block)) + Self.word(offsets[node.upperBound - 1])
    }
    tree += [UInt8](repeating: 0, count: 24 + 16 * 2 * treeOrder + 8 - tree.count)
    let address = append(tree)
    return (header([(0x11, Self.word(address) + Self.word(heap))]), (address, heap))
  }

  /// The file with its superblock.
  func finished(root: Int, tree: Int, heap: Int) -> [UInt8] {
    let nothing = [UInt8](repeating: 0xFF, count: 8)
    var block: [UInt8] = HDF5File.signature + [0, 0, 0, 0, 0, 8, 8, 0]
    block += Self.word(leafOrder, 2) + Self.word(treeOrder, 2) + [0, 0, 0, 0]
    block += Self.word(0) + nothing + Self.word(bytes.count) + nothing
    // The root's entry, with the addresses of its table.
    block += Self.word(0) + Self.word(root) + [1, 0, 0, 0, 0, 0, 0, 0]
    block += Self.word(tree) + Self.word(heap)
    var file = bytes
    file.replaceSubrange(0..<block.count, with: block)
    return file
  }
}
