import Hashing

/// What a safetensors file is to hold, and the writing of it.
///
/// The bytes depend only on what was added: no time, no path, no hash order. Tensors are laid out by
/// element size, widest first, otherwise in the order they were added, so that every tensor starts
/// at a multiple of its element size; readers that map the file need that.
package struct TensorFile {
  /// Hands the tensor's bytes over in one or more pieces.
  package typealias Emitter = (
    _ append: (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) -> Void

  /// Strings for `__metadata__`.
  package var metadata: [String: String]
  private var tensors: [(entry: TensorEntry, emit: Emitter)] = []

  /// The metadata key of the content's hash.
  package static let hashKey = "skein.xxh64"

  package init(metadata: [String: String] = [:]) {
    self.metadata = metadata
  }

  /// Adds an F32 tensor, row by row.
  package mutating func add(_ name: String, shape: [Int], _ values: [Float]) {
    add(name, shape, .float32, values)
  }

  /// Adds an F64 tensor, row by row.
  package mutating func add(_ name: String, shape: [Int], _ values: [Double]) {
    add(name, shape, .float64, values)
  }

  /// Adds an I64 tensor, row by row.
  package mutating func add(_ name: String, shape: [Int], _ values: [Int64]) {
    add(name, shape, .int64, values)
  }

  /// Adds a U64 tensor, row by row.
  package mutating func add(_ name: String, shape: [Int], _ values: [UInt64]) {
    add(name, shape, .uint64, values)
  }

  /// Adds a U8 tensor, row by row.
  package mutating func add(_ name: String, shape: [Int], _ values: [UInt8]) {
    add(name, shape, .uint8, values)
  }

  /// Adds a tensor whose bytes `emit` hands over when the file is written, and once more before
  /// that if it is written with a hash: exactly as many as the shape takes, the same each time.
  package mutating func add(_ entry: TensorEntry, emit: @escaping Emitter) {
    precondition(
      entry.byteCount != nil, "tensor \(entry.name) of shape \(entry.shape) is too large")
    precondition(
      entry.name != SafetensorsHeader.metadataKey
        && !tensors.contains { $0.entry.name == entry.name },
      "the tensor name \(entry.name) is taken")
    tensors.append((entry, emit))
  }

  /// Replaces the file. With `hashed`, the metadata takes the XXH64 of everything else,
  /// for `Safetensors.checkHash()`; that reads the tensors twice. The file that is replaced goes to
  /// `former`, if given.
  @discardableResult
  package func write(
    to place: FilePlace, hashed: Bool = false, keepingFormerAs former: String? = nil
  ) throws(FileError) -> FileDigest {
    try AtomicFile.write(to: place, keepingFormerAs: former) { file throws(FileError) in
      try emit(hashed: hashed) { bytes throws(FileError) in try file.append(bytes) }
    }
  }

  /// The whole file in memory.
  package func bytes(hashed: Bool = false) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    try emit(hashed: hashed) { piece throws(FileError) in bytes.append(contentsOf: piece) }
    return bytes
  }

  private mutating func add<Element: BitwiseCopyable>(
    _ name: String, _ shape: [Int], _ type: TensorType, _ values: [Element]
  ) {
    let entry = TensorEntry(name: name, shape: shape, type: type)
    precondition(
      entry.byteCount == values.count * type.byteWidth,
      "tensor \(name) has \(values.count) elements for the shape \(shape)")
    add(entry) { append throws(FileError) in
      try values.withUnsafeBufferPointer { values throws(FileError) in
        try append(UnsafeRawBufferPointer(values))
      }
    }
  }

  private func emit(
    hashed: Bool, to append: (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) {
    // Sorted by an index too: the standard sort promises no stability.
    let ordered = tensors.enumerated().sorted { first, second in
      let (a, b) = (first.element.entry.type.byteWidth, second.element.entry.type.byteWidth)
      return a == b ? first.offset < second.offset : a > b
    }.map(\.element)
    var header = SafetensorsHeader(entries: ordered.map(\.entry), metadata: metadata)
    if hashed {
      var hash = XXHash64()
      header.metadata[Self.hashKey] = nil
      header.json.withUnsafeBytes { hash.update($0) }
      for tensor in ordered {
        try tensor.emit { bytes throws(FileError) in hash.update(bytes) }
      }
      header.metadata[Self.hashKey] = Self.text(hash.digest)
    }
    let json = header.json
    let size = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(json.count) >> UInt64(8 * $0)) }
    try (size + json).withUnsafeBufferPointer { bytes throws(FileError) in
      try append(UnsafeRawBufferPointer(bytes))
    }
    for tensor in ordered {
      var count = 0
      try tensor.emit { bytes throws(FileError) in
        count += bytes.count
        try append(bytes)
      }
      precondition(
        count == tensor.entry.byteCount,
        "tensor \(tensor.entry.name) of shape \(tensor.entry.shape) was given \(count) bytes")
    }
  }

  static func text(_ hash: UInt64) -> String {
    FNV1a.digits(of: hash)
  }
}
