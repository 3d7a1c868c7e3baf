extension ImportedNetwork {
  /// Reads a file of another program.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - format: what wrote it; nil finds it out.
  ///   - layers: what it holds, for files that do not say, as a specification; nil takes what the file says, or
  ///     what its tensors' names and shapes tell.
  ///   - ofOneSeries: whether the file of a network that learned many series is refused, whatever else is to be said
  ///     about it.
  /// - Throws: `FileError`, `InterchangeError`, `SafetensorsError`, `OnnxError`, `ModelError`.
  package init(
    path: String, format: InterchangeFormat? = nil, layers: String? = nil, ofOneSeries: Bool = false
  ) throws {
    let bytes = try FileReader(path: path).bytes()
    try self.init(
      bytes: bytes, file: path, format: format, layers: layers, ofOneSeries: ofOneSeries)
  }

  /// The same for a file in memory; `file` is what messages call it.
  package init(
    bytes: [UInt8], file: String, format: InterchangeFormat? = nil, layers: String? = nil,
    ofOneSeries: Bool = false
  ) throws {
    switch format ?? InterchangeFormat(of: bytes, file: file) {
    case .pytorch:
      try self.init(torch: bytes, file: file, layers: layers, ofOneSeries: ofOneSeries)
    case .onnx:
      try self.init(onnx: bytes, file: file, layers: layers, ofOneSeries: ofOneSeries)
    case .keras:
      try self.init(keras: bytes, file: file, layers: layers, ofOneSeries: ofOneSeries)
    }
  }
}

extension InterchangeFormat {
  /// What wrote a file, by its first bytes and its name.
  init(of bytes: [UInt8], file: String) {
    if HDF5File.begins(bytes) {
      self = .keras
    } else if ZipArchive.begins(bytes) {
      let archive = try? ZipArchive(BoundedBytes(bytes: bytes, file: file))
      self = archive?["config.json"] == nil ? .pytorch : .keras
    } else {
      // A protobuf has no first bytes of its own.
      self = file.lowercased().hasSuffix(".onnx") ? .onnx : .pytorch
    }
  }
}

extension FileReader {
  /// The whole file.
  func bytes() throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { buffer throws(FileError) in
      try read(at: 0, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }
}
