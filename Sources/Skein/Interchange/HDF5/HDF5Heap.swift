/// The links of a group with many, in the newer way: a fractal heap of messages, and a B-tree that says where in it
/// they are.
struct HDF5Heap {
  /// The places of the messages.
  let objects: [Range<Int>]

  private static let mostObjects = 4096

  /// - Parameter heap: the addresses of the heap and of the index by name.
  init(_ heap: (heap: Int, index: Int), in source: BoundedBytes) throws(InterchangeError) {
    guard try source.slice(heap.heap, 4).elementsEqual("FRHP".utf8),
      try source.slice(heap.index, 4).elementsEqual("BTHD".utf8)
    else { throw source.malformed("byte \(heap.heap): no heap of links") }
    let blocks = try Self.blocks(heap.heap, in: source)
    let offsetSize = (try source.integer(heap.heap + 128, bytes: 2) + 7) / 8
    let idSize = try source.integer(heap.heap + 5, bytes: 2)
    let count = try source.integer(heap.index + 24, bytes: 2)
    let recordSize = try source.integer(heap.index + 10, bytes: 2)
    let lengthSize = min(idSize - 1 - offsetSize, 8)
    guard try source.word(heap.index + 12, bytes: 2) == 0 else {
      throw .refused(file: source.file, problem: "it is HDF5 with a group of too many objects")
    }
    guard count <= Self.mostObjects, recordSize == 4 + idSize, (1...8).contains(offsetSize),
      lengthSize >= 1
    else { throw source.malformed("byte \(heap.index): an index that contradicts itself") }
    let leaf = try source.integer(heap.index + 16)
    guard try source.slice(leaf, 4).elementsEqual("BTLF".utf8) else {
      throw source.malformed("byte \(leaf): no node of an index")
    }
    var objects: [Range<Int>] = []
    for record in 0..<count {
      // Behind a hash of the name, the object's flags, offset and length.
      let place = leaf + 6 + record * recordSize + 4
      guard try source.word(place, bytes: 1) == 0 else {
        throw .refused(file: source.file, problem: "it is HDF5 with links of unusual length")
      }
      let offset = try source.integer(place + 1, bytes: offsetSize)
      let length = try source.integer(place + 1 + offsetSize, bytes: lengthSize)
      guard let block = blocks.first(where: { $0.offsets.contains(offset) }),
        length <= block.offsets.upperBound - offset
      else { throw source.malformed("byte \(place): a link outside of its heap") }
      objects.append(try source.range(block.address + offset - block.offsets.lowerBound, length))
    }
    self.objects = objects
  }

  /// The blocks of a heap by the offsets that they hold.
  private static func blocks(
    _ heap: Int, in source: BoundedBytes
  ) throws(InterchangeError) -> [(offsets: Range<Int>, address: Int)] {
    let width = try source.integer(heap + 110, bytes: 2)
    let first = try source.integer(heap + 112)
    let root = try source.range(source.integer(heap + 132), 0).lowerBound
    let rows = try source.integer(heap + 140, bytes: 2)
    guard first > 0, first <= 1 << 20, width <= 64, rows <= 12 else {
      throw source.malformed("byte \(heap): a heap of unusual sizes")
    }
    if rows == 0 { return [(0..<first, root)] }
    let offsetSize = (try source.integer(heap + 128, bytes: 2) + 7) / 8
    var blocks: [(offsets: Range<Int>, address: Int)] = []
    var offset = 0
    for row in 0..<rows {
      let size = first << max(row - 1, 0)
      for column in 0..<width {
        // A block that was never needed has no address.
        let address = try source.word(root + 13 + offsetSize + 8 * (row * width + column))
        if address != HDF5File.undefined {
          guard let place = Int(exactly: address) else {
            throw source.malformed("byte \(root): a block outside of the file")
          }
          blocks.append((offset..<offset + size, try source.range(place, 0).lowerBound))
        }
        offset += size
      }
    }
    return blocks
  }
}
