import Topology

/// The two files of a trace.
package enum TraceFiles {
  package static let picture = "trace.svg"

  /// Writes the trace to `path`, and its picture beside it.
  ///
  /// - Parameters:
  ///   - title: what was traced.
  ///   - places: where the workers ran.
  /// - Returns: the paths of both, and what the trace shows.
  package static func write(
    _ lanes: [TraceLane], to path: String, title: String, places: [WorkerPlace]
  ) throws(FileError) -> (paths: [String], lines: [String]) {
    let analysis = TraceAnalysis(lanes)
    try AtomicFile.write(
      ChromeTrace(analysis, title: title, places: places).text, to: path)
    let picture = picturePath(of: path)
    try AtomicFile.write(
      TraceDrawing(analysis, title: title, places: places).svg(), to: picture)
    return ([path, picture], TraceText(analysis).lines)
  }

  /// `trace.svg` in the folder of the trace.
  package static func picturePath(of path: String) -> String {
    String(path.dropLast(FilePath.name(of: path).count)) + picture
  }
}
