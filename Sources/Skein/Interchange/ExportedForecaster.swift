/// A forecaster in the form of another program.
package protocol ExportedForecaster {
  /// What the other program does otherwise, a clause each.
  var notes: [String] { get }

  /// Writes all files into a folder, reads the weights back and compares them.
  ///
  /// - Returns: their paths.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  func write(to folder: Folder) throws -> [String]
}
