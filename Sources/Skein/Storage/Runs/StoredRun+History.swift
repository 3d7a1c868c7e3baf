import Foundation

extension StoredRun {
  /// The epochs of a run's `history.csv`; none where there is no such file.
  ///
  /// - Throws: `RunError.malformed` for a file that is no such table, and what reading throws.
  package func history() throws -> [EpochRecord] {
    let path = RunFolder.File.history.path(in: path)
    let reader: FileReader
    do throws(FileError) {
      reader = try FileReader(path: path)
    } catch {
      guard case .system(.open, _, code: ENOENT) = error else { throw error }
      return []
    }
    guard reader.count <= Self.largestHistory else {
      throw RunError.malformed(file: path, problem: "it is larger than any history")
    }
    var bytes = [UInt8](repeating: 0, count: reader.count)
    try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.first == EpochRecord.columns.joined(separator: ",")[...] else {
      throw RunError.malformed(
        file: path, problem: "its columns are not \(EpochRecord.columns.joined(separator: ", "))")
    }
    return try lines.dropFirst().enumerated().map { number, line in
      guard let epoch = EpochRecord(line: line) else {
        throw RunError.malformed(file: path, problem: "line \(number + 2) is no epoch")
      }
      return epoch
    }
  }

  /// Far more than any: a line for each of a million epochs.
  private static let largestHistory = 100 << 20
}

extension EpochRecord {
  /// The epoch of a line of `history.csv`.
  fileprivate init?(line: Substring) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == Self.columns.count, let epoch = Int(fields[0]),
      let loss = Double(fields[1]), let seconds = Double(fields[4]),
      fields[2].isEmpty || Double(fields[2]) != nil, fields[3].isEmpty || Double(fields[3]) != nil
    else { return nil }
    self.init(
      epoch: epoch, loss: loss, validationLoss: Double(fields[2]),
      learningRate: Double(fields[3]), seconds: seconds)
  }
}
