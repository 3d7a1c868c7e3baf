/// A safetensors file that was opened and whose header was checked whole; tensors are read on demand.
///
/// Nothing in the file is trusted: the header is capped, and the tensors must cover the data once,
/// before anything of their size is allocated. Opening costs the header; each read costs its bytes.
/// Values are little-endian in the file, as on every processor that Skein runs on.
package struct Safetensors: Sendable {
  private enum Source: Sendable {
    case file(FileReader)
    case memory([UInt8])
  }

  /// The file as messages name it.
  package let file: String
  /// What the file holds, in the order of the bytes.
  package let entries: [TensorEntry]
  package let metadata: [String: String]

  private let header: SafetensorsHeader
  private let places: [String: Int]
  private let source: Source
  private let dataStart: Int

  /// Opens the file at `path`.
  package init(path: String) throws(SafetensorsError) {
    let reader: FileReader
    do throws(FileError) {
      reader = try FileReader(path: path)
    } catch { throw .file(error) }
    try self.init(source: .file(reader), count: reader.count, file: path)
  }

  /// Reads a file that is in memory; `file` is what messages call it.
  package init(bytes: [UInt8], file: String) throws(SafetensorsError) {
    try self.init(source: .memory(bytes), count: bytes.count, file: file)
  }

  private init(source: Source, count: Int, file: String) throws(SafetensorsError) {
    guard count >= 8 else {
      throw .malformed(
        file: file, byte: count, problem: "the file ends before the 8 bytes of its header's size")
    }
    let sizeBytes = try Self.read(source, 0..<8)
    let size = sizeBytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard size <= UInt64(SafetensorsHeader.maximumSize), size <= UInt64(count - 8) else {
      let limit = min(SafetensorsHeader.maximumSize, count - 8)
      throw .malformed(
        file: file, byte: 0, problem: "a header of \(size) bytes, where at most \(limit) can be")
    }
    self.file = file
    self.source = source
    dataStart = 8 + Int(size)
    header = try SafetensorsHeader(
      json: Self.read(source, 8..<dataStart), dataCount: count - dataStart, file: file)
    let entries = header.tensors.map(\.entry)
    self.entries = entries
    metadata = header.metadata
    places = Dictionary(uniqueKeysWithValues: entries.indices.map { (entries[$0].name, $0) })
  }

  /// What the header says about `name`, or nil if the file has no such tensor.
  package func entry(named name: String) -> TensorEntry? {
    places[name].map { entries[$0] }
  }

  /// The F32 tensor `name`, row by row; it must have this shape.
  package func floats(named name: String, shape: [Int]) throws(SafetensorsError) -> [Float] {
    try elements(name, shape, .float32, zero: 0)
  }

  /// The F64 tensor `name`, row by row; it must have this shape.
  package func doubles(named name: String, shape: [Int]) throws(SafetensorsError) -> [Double] {
    try elements(name, shape, .float64, zero: 0)
  }

  /// The I64 tensor `name`, row by row; it must have this shape.
  package func int64s(named name: String, shape: [Int]) throws(SafetensorsError) -> [Int64] {
    try elements(name, shape, .int64, zero: 0)
  }

  /// The U64 tensor `name`, row by row; it must have this shape.
  package func uint64s(named name: String, shape: [Int]) throws(SafetensorsError) -> [UInt64] {
    try elements(name, shape, .uint64, zero: 0)
  }

  /// The bytes of the tensor `name`, whatever its type and shape.
  package func bytes(named name: String) throws(SafetensorsError) -> [UInt8] {
    let range = try tensor(name).range
    return try Self.read(source, dataStart + range.lowerBound..<dataStart + range.upperBound)
  }

  /// Copies the F32 tensor `name` to `destination`, which has the size of `shape`.
  package func read(
    floatsNamed name: String, shape: [Int], into destination: UnsafeMutableBufferPointer<Float>
  ) throws(SafetensorsError) {
    try read(name, shape, .float32, into: UnsafeMutableRawBufferPointer(destination))
  }

  private func elements<Element: BitwiseCopyable>(
    _ name: String, _ shape: [Int], _ type: TensorType, zero: Element
  ) throws(SafetensorsError) -> [Element] {
    let count = try checked(name, shape, type).count / type.byteWidth
    var elements = [Element](repeating: zero, count: count)
    try elements.withUnsafeMutableBufferPointer { buffer throws(SafetensorsError) in
      try read(name, shape, type, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return elements
  }

  private func read(
    _ name: String, _ shape: [Int], _ type: TensorType, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SafetensorsError) {
    let range = try checked(name, shape, type)
    precondition(
      buffer.count == range.count,
      "tensor \(name) takes \(range.count) bytes, the destination \(buffer.count)")
    try Self.read(source, at: dataStart + range.lowerBound, into: buffer)
  }

  /// The place of `name` in the data, if it has this shape and type.
  private func checked(
    _ name: String, _ shape: [Int], _ type: TensorType
  ) throws(SafetensorsError) -> Range<Int> {
    let tensor = try tensor(name)
    guard tensor.entry.shape == shape else {
      throw .wrongShape(file: file, name: name, found: tensor.entry.shape, needed: shape)
    }
    guard tensor.entry.type == type else {
      throw .wrongType(file: file, name: name, found: tensor.entry.type, needed: type)
    }
    return tensor.range
  }

  private func tensor(_ name: String) throws(SafetensorsError) -> SafetensorsHeader.Tensor {
    guard let place = places[name] else {
      throw .missingTensor(file: file, name: name, present: entries.map(\.name))
    }
    return header.tensors[place]
  }

  private static func read(
    _ source: Source, _ range: Range<Int>
  ) throws(SafetensorsError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    try bytes.withUnsafeMutableBufferPointer { buffer throws(SafetensorsError) in
      try read(source, at: range.lowerBound, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }

  private static func read(
    _ source: Source, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SafetensorsError) {
    switch source {
    case .memory(let bytes):
      buffer.copyBytes(from: bytes[offset..<offset + buffer.count])
    case .file(let reader):
      do throws(FileError) {
        try reader.read(at: offset, into: buffer)
      } catch { throw .file(error) }
    }
  }
}

extension Safetensors {
  /// Reads the whole file and compares its content with the hash that `TensorFile.write(hashed:)`
  /// put into its metadata. Throws if they differ or there is none.
  package func checkHash() throws(SafetensorsError) {
    guard let expected = metadata[TensorFile.hashKey] else { throw .noHash(file: file) }
    var content = header
    content.metadata[TensorFile.hashKey] = nil
    var hash = XXHash64()
    content.json.withUnsafeBytes { hash.update($0) }
    let end = dataStart + (header.tensors.last?.range.upperBound ?? 0)
    var position = dataStart
    while position < end {
      let next = min(position + 1 << 20, end)
      let chunk = try Self.read(source, position..<next)
      chunk.withUnsafeBytes { hash.update($0) }
      position = next
    }
    let found = TensorFile.text(hash.digest)
    guard found == expected else { throw .damaged(file: file, found: found, expected: expected) }
  }
}
