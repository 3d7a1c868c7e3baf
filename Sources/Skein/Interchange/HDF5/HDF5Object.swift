/// The header of a group or an array: messages, of which those are kept that weights need.
struct HDF5Object: Sendable {
  /// The addresses of a symbol table's tree and of its names.
  private(set) var symbolTable: (tree: Int, heap: Int)?
  private(set) var linkMessages: [Range<Int>] = []
  /// The addresses of a heap of links and of its index, of a group with many.
  private(set) var denseLinks: (heap: Int, index: Int)?
  private var shape: Range<Int>?
  private var type: Range<Int>?
  private var layout: Range<Int>?
  private var isFiltered = false
  private var isShared = false
  private let source: BoundedBytes

  static let longestName = 1024
  private static let mostMessages = 4096
  private static let mostBlocks = 64

  /// - Parameter address: of the header.
  init(at address: Int, in source: BoundedBytes) throws(InterchangeError) {
    self.source = source
    if try source.slice(address, 4).elementsEqual("OHDR".utf8) {
      try readSecond(at: address)
    } else {
      try readFirst(at: address)
    }
  }

  /// Version 1: a count of messages, and blocks without names.
  private mutating func readFirst(at address: Int) throws(InterchangeError) {
    guard try source.word(address, bytes: 1) == 1 else {
      throw source.malformed("byte \(address): no header of an HDF5 object")
    }
    let size = try source.integer(address + 8, bytes: 4)
    try readBlocks(try source.range(address + 16, size), headerSize: 8) {
      (source, place) throws(InterchangeError) in
      (
        try source.integer(place, bytes: 2), try source.integer(place + 2, bytes: 2),
        try source.integer(place + 4, bytes: 1)
      )
    }
  }

  /// Version 2: flags say what stands before the messages; blocks end in a checksum.
  private mutating func readSecond(at address: Int) throws(InterchangeError) {
    let flags = try source.integer(address + 5, bytes: 1)
    let start = address + 6 + (flags & 32 != 0 ? 16 : 0) + (flags & 16 != 0 ? 4 : 0)
    let width = 1 << (flags & 3)
    let size = try source.integer(start, bytes: width)
    let block = try source.range(start + width, size)
    try readBlocks(block, headerSize: flags & 4 != 0 ? 6 : 4) {
      (source, place) throws(InterchangeError) in
      (
        try source.integer(place, bytes: 1), try source.integer(place + 1, bytes: 2),
        try source.integer(place + 3, bytes: 1)
      )
    }
  }

  /// - Parameters:
  ///   - headerSize: bytes before a message's content.
  ///   - header: type, size and flags of the message at a place.
  private mutating func readBlocks(
    _ first: Range<Int>, headerSize: Int,
    header: (BoundedBytes, Int) throws(InterchangeError) -> (type: Int, size: Int, flags: Int)
  ) throws(InterchangeError) {
    let isSecond = headerSize < 8
    var blocks = [first]
    var (next, messages) = (0, 0)
    while next < blocks.count {
      let block = blocks[next]
      next += 1
      var place = block.lowerBound
      while place + headerSize <= block.upperBound {
        let message = try header(source, place)
        let content = try source.range(place + headerSize, message.size)
        messages += 1
        guard content.upperBound <= block.upperBound, messages <= Self.mostMessages else {
          throw source.malformed("byte \(place): a message that does not end")
        }
        place = content.upperBound
        if message.type == 0x10 {
          var block = try source.range(
            source.integer(content.lowerBound), source.integer(content.lowerBound + 8))
          // "OCHK" before, a checksum behind.
          if isSecond { block = try source.range(block.lowerBound + 4, max(block.count - 8, 0)) }
          guard !blocks.contains(block), blocks.count < Self.mostBlocks else {
            throw source.malformed("byte \(place): a header without an end")
          }
          blocks.append(block)
        } else {
          try take(message.type, content, flags: message.flags)
        }
      }
    }
  }

  private mutating func take(
    _ type: Int, _ content: Range<Int>, flags: Int
  ) throws(InterchangeError) {
    switch type {
    case 0x01: shape = content
    case 0x02:
      let flags = try source.integer(content.lowerBound + 1, bytes: 1)
      let place = content.lowerBound + 2 + (flags & 1 == 1 ? 8 : 0)
      if try source.word(place) != HDF5File.undefined {
        denseLinks = (try source.integer(place), try source.integer(place + 8))
      }
    case 0x03:
      self.type = content
      isShared = flags & 2 != 0
    case 0x06: linkMessages.append(content)
    case 0x08: layout = content
    case 0x0B: isFiltered = true
    case 0x11:
      symbolTable = (
        try source.integer(content.lowerBound), try source.integer(content.lowerBound + 8)
      )
    default: break
    }
  }

  // MARK: Arrays

  /// Shape, type and place of the numbers.
  ///
  /// - Parameter name: what messages call the array.
  func array(
    named name: String
  ) throws(InterchangeError) -> (shape: [Int], element: FloatElement, range: Range<Int>) {
    func refused(_ what: String) -> InterchangeError {
      .refused(
        file: source.file, problem: "its array \(TerminalText.plain(name, limit: 200)) \(what)")
    }
    guard let shape, let type, let layout else { throw refused("is no array") }
    if isFiltered { throw refused("is compressed; save it without compression") }
    let extents = try extents(shape)
    guard !isShared, let element = try element(type) else {
      throw refused("holds other numbers than little-endian floats")
    }
    var size = element.bytes
    for extent in extents {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      if overflows { throw source.malformed("an array of \(extents)") }
      size = product
    }
    let start = layout.lowerBound
    guard try source.word(start, bytes: 1) >= 3 else { throw refused("lies in an old way") }
    switch try source.word(start + 1, bytes: 1) {
    case 0:
      guard try source.integer(start + 2, bytes: 2) == size else {
        throw source.malformed("an array of another size than its shape")
      }
      return (extents, element, try source.range(start + 4, size))
    case 1:
      if size == 0 { return (extents, element, 0..<0) }
      guard try source.integer(start + 10) == size else {
        throw source.malformed("an array of another size than its shape")
      }
      return (extents, element, try source.range(source.integer(start + 2), size))
    default: throw refused("is cut into chunks; save it in one piece")
    }
  }

  private func extents(_ message: Range<Int>) throws(InterchangeError) -> [Int] {
    let start = message.lowerBound
    let rank = try source.integer(start + 1, bytes: 1)
    let first = try source.word(start, bytes: 1) == 1 ? start + 8 : start + 4
    guard rank <= TorchTensorPlace.highestRank else {
      throw source.malformed("an array of rank \(rank)")
    }
    var extents: [Int] = []
    for axis in 0..<rank { extents.append(try source.integer(first + 8 * axis)) }
    return extents
  }

  /// Class 1, little-endian, with the places of sign, exponent and mantissa that IEEE 754 has; nil for others.
  private func element(_ message: Range<Int>) throws(InterchangeError) -> FloatElement? {
    let bytes = try source.slice(message.lowerBound, 20)
    let properties = Array(bytes.dropFirst(8))
    guard bytes.first.map({ $0 & 15 }) == 1, bytes[bytes.startIndex + 1] & 0x41 == 0 else {
      return nil
    }
    for (element, layout) in Self.layouts where layout == properties { return element }
    return nil
  }

  /// Of each type: offset and precision in bits, exponent's place and size, mantissa's place and size, bias.
  static let layouts: [(element: FloatElement, properties: [UInt8])] = [
    (.half, [0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0]),
    (.single, [0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]),
    (.double, [0, 0, 64, 0, 52, 11, 0, 52, 255, 3, 0, 0]),
  ]
}
