/// An HDF5 file as h5py writes it for Keras: groups, and arrays of floats that stand in one piece (HDF5 File
/// Format Specification, version 3.0).
///
/// A reader of one's own: the HDF Group's library has had many faults with hostile files, its memory cannot be
/// bounded, and the default build needs nothing. Superblocks 0, 2 and 3 are read, groups with symbol tables and
/// with links; attributes are passed over; what is compressed, cut into chunks or of other types is refused by a
/// sentence. Every place is checked, and none is followed twice.
struct HDF5File: Sendable {
  let source: BoundedBytes
  /// Where the root group's header is.
  private let root: Int

  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// The address of what is not there.
  static let undefined = UInt64.max

  /// An object by the address of its header.
  struct Link: Sendable {
    let name: String
    let header: Int
  }

  static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: signature) }

  /// - Throws: `InterchangeError.malformed`, `.refused`.
  init(_ source: BoundedBytes) throws(InterchangeError) {
    self.source = source
    guard Self.begins(source.bytes) else { throw source.malformed("no HDF5 file") }
    let version = try source.word(8, bytes: 1)
    let sizes = version == 0 ? 13 : 9
    let base: UInt64
    switch version {
    case 0:
      base = try source.word(24)
      root = try source.integer(64)
    case 2, 3:
      base = try source.word(12)
      root = try source.integer(36)
    default:
      throw .refused(
        file: source.file, problem: "it is HDF5 with a superblock of version \(version)")
    }
    guard try source.word(sizes, bytes: 2) == 0x0808, base == 0 else {
      throw .refused(file: source.file, problem: "it is HDF5 with addresses of an unusual size")
    }
  }

  /// The object that a path leads to from the root; nil where there is none.
  func object(_ path: [String]) throws(InterchangeError) -> HDF5Object? {
    var object = try HDF5Object(at: root, in: source)
    for name in path {
      guard let link = try links(of: object).first(where: { $0.name == name }) else { return nil }
      object = try HDF5Object(at: link.header, in: source)
    }
    return object
  }

  /// The names in a group, in the order of the file.
  func names(in path: [String]) throws(InterchangeError) -> [String] {
    guard let object = try object(path) else { return [] }
    return try links(of: object).map(\.name)
  }

  /// The array that a path leads to, as floats; nil where there is none.
  func floats(_ path: [String]) throws(InterchangeError) -> (shape: [Int], values: [Float])? {
    guard let object = try object(path) else { return nil }
    let place = path.joined(separator: "/")
    let (shape, element, range) = try object.array(named: place)
    return (shape, element.floats(source.bytes[range]))
  }

  /// What a group holds.
  private func links(of object: HDF5Object) throws(InterchangeError) -> [Link] {
    if let table = object.symbolTable { return try HDF5SymbolTable(table, in: source).links }
    var links: [Link] = []
    for message in object.linkMessages { links.append(try link(message)) }
    if let dense = object.denseLinks {
      for message in try HDF5Heap(dense, in: source).objects { links.append(try link(message)) }
    }
    return links.sorted { $0.name < $1.name }
  }

  /// A link message: version, flags, then what the flags announce.
  private func link(_ range: Range<Int>) throws(InterchangeError) -> Link {
    let flags = try source.integer(range.lowerBound + 1, bytes: 1)
    var place = range.lowerBound + 2
    if flags & 8 != 0 {
      guard try source.word(place, bytes: 1) == 0 else {
        throw .refused(file: source.file, problem: "it is HDF5 with links that lead elsewhere")
      }
      place += 1
    }
    if flags & 4 != 0 { place += 8 }
    if flags & 16 != 0 { place += 1 }
    let width = 1 << (flags & 3)
    let size = try source.integer(place, bytes: width)
    guard size <= HDF5Object.longestName, place + width + size + 8 <= range.upperBound else {
      throw source.malformed("byte \(place): a link that does not end")
    }
    return Link(
      name: try source.text(place + width, size),
      header: try source.integer(place + width + size))
  }
}
