import Foundation

/// Where a training keeps its checkpoints, and how often it writes them.
///
/// The folder holds the newest checkpoint and the one before it. A new one is written beside them
/// and synced before the older ones make room, and the folder is synced after that: whenever the
/// process or the machine dies, at least one whole checkpoint is there.
public struct CheckpointFolder: CheckpointStore {
  public let path: String
  /// Seconds between two checkpoints within an epoch; 0 writes one after each step, and waits for
  /// it.
  public var interval: Double
  /// Opened by the first checkpoint, and the same one for all that follow.
  private let held: Locked<Folder?>

  /// - Parameters:
  ///   - path: of a folder that exists.
  ///   - interval: seconds, 0 or more.
  public init(_ path: String, interval: Double = 60) {
    precondition(interval >= 0, "a checkpoint every \(interval) seconds")
    self.init(path, interval: interval, folder: nil)
  }

  /// In a folder that is held open, wherever its path leads meanwhile.
  package init(_ folder: Folder, interval: Double) {
    self.init(folder.path, interval: interval, folder: folder)
  }

  private init(_ path: String, interval: Double, folder: Folder?) {
    self.path = path
    self.interval = interval
    held = Locked(folder)
  }

  package var newestFile: String { RunFolder.File.checkpoint.path(in: path) }
  package var previousFile: String { RunFolder.File.previousCheckpoint.path(in: path) }

  /// The newest checkpoint that is whole, and a sentence about a newer one that is not.
  ///
  /// - Throws: `CheckpointError.none` without any, `.damaged` without a whole one, `.inaccessible`
  ///   with what the system said where it lets the newest one not be read: it may be whole, and an
  ///   older one would be a silent loss.
  public func newest() throws -> (checkpoint: Checkpoint, warning: String?) {
    let newest = try Self.attempt(newestFile)
    if case .whole(let checkpoint) = newest { return (checkpoint, nil) }
    switch (newest, try Self.attempt(previousFile)) {
    case (.unusable(let problem), .whole(let checkpoint)):
      return (checkpoint, "the checkpoint before the newest one is used: \(problem)")
    case (_, .whole(let checkpoint)):
      // A process that died between the two renames leaves the newest under the older name.
      return (checkpoint, nil)
    case (.unusable(let problem), .unusable(let other)):
      throw CheckpointError.damaged(newest: problem, previous: other)
    case (.unusable(let problem), _), (_, .unusable(let problem)):
      throw CheckpointError.damaged(newest: problem, previous: nil)
    default:
      throw CheckpointError.none(folder: path)
    }
  }

  public func keep(_ checkpoint: Checkpoint, goingOnFrom file: String?) throws {
    let folder = try openFolder()
    try CheckpointFile.contents(of: checkpoint).write(
      to: FilePlace(RunFolder.File.checkpoint.rawValue, in: folder), hashed: true,
      keepingFormerAs: file == previousFile ? nil : RunFolder.File.previousCheckpoint.rawValue)
  }

  private func openFolder() throws(FileError) -> Folder {
    try held.withLock { held throws(FileError) in
      if let held { return held }
      let folder = try FilePlace(path: newestFile).folder()
      held = folder
      return folder
    }
  }

  private enum Attempt {
    case whole(Checkpoint)
    case missing
    case unusable(String)
  }

  private static func attempt(_ file: String) throws(CheckpointError) -> Attempt {
    do {
      return .whole(try CheckpointFile.read(file))
    } catch SafetensorsError.file(.system(.open, _, code: ENOENT)) {
      return .missing
    } catch let SafetensorsError.file(error) where error.isRefusal {
      throw .inaccessible("\(error)")
    } catch {
      return .unusable("\(error)")
    }
  }
}
