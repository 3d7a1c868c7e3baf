/// A run that learned from texts, with the tokens that it knows.
extension StoredRun {
  /// The vocabulary beside the model.
  ///
  /// - Throws: `RunError` where the file is another one than the run wrote.
  package func vocabulary(_ task: RunTask) throws -> Vocabulary {
    let path = RunFolder.File.vocabulary.path(in: self.path)
    let reader = try FileReader(path: path)
    var bytes = [UInt8](repeating: 0, count: reader.count)
    try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
    let digest = bytes.withUnsafeBytes { FileDigest($0) }
    if let expected = record.files?[RunFolder.File.vocabulary.rawValue], digest != expected {
      throw RunError.malformed(file: path, problem: "its digest is not the one in run.json")
    }
    let vocabulary: Vocabulary
    do throws(Vocabulary.Problem) {
      vocabulary = try Vocabulary(
        text: String(decoding: bytes, as: UTF8.self), tokenizer: task.settings.tokens,
        hasSigns: task.settings.hasSigns)
    } catch {
      throw RunError.malformed(file: path, problem: "\(error)")
    }
    guard vocabulary.count == task.vocabularySize else {
      throw RunError.malformed(
        file: path, problem: "it has \(vocabulary.count) tokens, not \(task.vocabularySize)")
    }
    return vocabulary
  }
}
