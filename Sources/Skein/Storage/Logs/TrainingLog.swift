/// A log in a run folder while a training goes on, in one form.
final class TrainingLog: Sendable {
  let format: LogFormat
  private let size: EpochSize
  private let place: FilePlace
  private let file: AppendedFile

  /// Bytes that are compared, or written, at a time.
  private static let pieceSize = 1 << 16

  /// Goes on with the log that is there, where it begins with the epochs of the checkpoint, as that of a
  /// training that was stopped does; what follows them, perhaps a part of a record, is cut off. So who reads it
  /// meanwhile, as TensorBoard, keeps the same file. Otherwise it is written anew.
  ///
  /// - Parameter epochs: those before.
  init(
    _ format: LogFormat, _ size: EpochSize, in folder: borrowing RunFolder,
    after epochs: [EpochRecord]
  ) throws(FileError) {
    self.format = format
    self.size = size
    place = folder.place(of: format.file)
    let kept = Self.count(of: epochs, format, size, foundAt: place)
    if kept == nil { try Self.write(epochs, format, size, to: place) }
    file = AppendedFile(place)
    if let kept { try file.cut(after: kept) }
  }

  /// Appends an epoch; what went wrong is returned once, and nothing is tried after it.
  func append(_ epoch: EpochRecord) -> FileError? { file.append(format.bytes(of: epoch, size)) }

  /// The digest of the whole log, which is written again where it lacks something.
  func finish(_ epochs: [EpochRecord]) throws(FileError) -> FileDigest {
    if file.hasFailed { return try Self.write(epochs, format, size, to: place) }
    return try FileDigest(ofFile: place)
  }

  /// The bytes of the log of some epochs, piece by piece: there may be millions.
  private static func pieces(
    of epochs: [EpochRecord], _ format: LogFormat, _ size: EpochSize,
    _ body: ([UInt8]) throws(FileError) -> Void
  ) throws(FileError) {
    var piece = format.head
    for epoch in epochs {
      piece += format.bytes(of: epoch, size)
      if piece.count < pieceSize { continue }
      try body(piece)
      piece.removeAll(keepingCapacity: true)
    }
    if !piece.isEmpty { try body(piece) }
  }

  @discardableResult
  private static func write(
    _ epochs: [EpochRecord], _ format: LogFormat, _ size: EpochSize, to place: FilePlace
  ) throws(FileError) -> FileDigest {
    try AtomicFile.write(to: place) { file throws(FileError) in
      try pieces(of: epochs, format, size) { piece throws(FileError) in try file.append(piece) }
    }
  }

  /// How many bytes the log of some epochs has; nil where a file does not begin with them.
  private static func count(
    of epochs: [EpochRecord], _ format: LogFormat, _ size: EpochSize, foundAt place: FilePlace
  ) -> Int? {
    do throws(FileError) {
      let reader = try FileReader(place)
      var count = 0
      var isSame = true
      try pieces(of: epochs, format, size) { piece throws(FileError) in
        guard isSame else { return }
        var found = [UInt8](repeating: 0, count: piece.count)
        try found.withUnsafeMutableBufferPointer { bytes throws(FileError) in
          try reader.read(at: count, into: UnsafeMutableRawBufferPointer(bytes))
        }
        isSame = found == piece
        count += piece.count
      }
      return isSame ? count : nil
    } catch {
      // It is not there, or too short.
      return nil
    }
  }
}
