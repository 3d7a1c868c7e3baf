import Foundation

/// How far a training is and what its workers do, read from the status in its run folder.
///
/// Nothing in the file is trusted: it has one size, and numbers that make no sense are an error.
package struct RunStatus: Sendable, Equatable {
  package enum State: String, Sendable, Codable {
    case starting, running
    /// It came to its end, or a callback ended it.
    case ended
    case failed
    /// A signal or a task stopped it, with a checkpoint.
    case interrupted
    /// Its process is gone, and it did not say why.
    case killed
    /// Its process belongs to another machine or container, where nobody can look after it.
    case elsewhere
  }

  package struct Worker: Sendable, Equatable {
    package var worker: Int
    package var phase: TrainingPhase
    /// Steps that it has finished.
    package var step: Int
    /// Seconds of waiting since it began, and all of them.
    package var waitingSeconds: Double
    package var seconds: Double
    package var processor: Int?
    package var core: Int?
    package var numaNode: Int?
    package var team: Int?
    package var thread: Int

    /// The processor that its thread last ran on; nil where the system does not tell.
    package func lastProcessor(of process: Int32) -> Int? {
      TaskFile.lastProcessor(of: "\(process)", thread: thread)
    }
  }

  package var state: State
  package var process: Int32
  package var host: String
  package var batchSize: Int
  package var epochs: Int
  /// From 1: the one that is trained, or the last one.
  package var epoch: Int
  package var step: Int
  package var stepsPerEpoch: Int
  /// The mean of the epoch so far; not a number before its first step.
  package var loss: Double
  /// Of the last epoch that ended.
  package var lastLoss: Double
  package var validationLoss: Double
  package var bestEpoch: Int
  package var bestLoss: Double
  /// Since the process began to train.
  package var samples: Int
  /// From the first step's begin to the last one's end.
  package var seconds: Double
  /// Since the last step's end; nil on another machine.
  package var silentSeconds: Double?
  package var began: Date
  package var workers: [Worker]

  package var samplesPerSecond: Double { seconds > 0 ? Double(samples) / seconds : 0 }

  /// - Throws: `RunStatusError`, or `FileError` where the file cannot be read.
  package init(inRun path: String) throws {
    try self.init(inRun: path, own: StatusIdentity.ownSystem, start: StatusIdentity.start)
  }

  package init(inRun path: String, own: UInt64, start: (Int32) -> UInt64?) throws {
    let folder: Folder
    do {
      folder = try Folder(path: path)
    } catch {
      throw RunStatusError.noRun(path: path)
    }
    let file = folder.path(of: StatusFile.name)
    let descriptor = openat(
      folder.descriptor, StatusFile.name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw RunStatusError.noStatus(path: path) }
      throw FileError.system(.open, path: file, code: errno)
    }
    defer { close(descriptor) }
    try self.init(
      words: Self.settledWords(descriptor, file: file), file: file, own: own, start: start)
  }

  /// The words as they were between two changes.
  private static func settledWords(_ descriptor: Int32, file: String) throws -> [UInt64] {
    var words = [UInt64](repeating: 0, count: StatusBoard.bytes / 8)
    let sequence = StatusBoard.Field.sequence.rawValue
    for _ in 0..<1000 {
      let count = words.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
      if count < 0 { throw FileError.system(.read, path: file, code: errno) }
      guard count == StatusBoard.bytes else {
        throw RunStatusError.malformed(
          file: file, problem: "it has \(max(count, 0)) of \(StatusBoard.bytes) bytes")
      }
      var after: UInt64 = 0
      guard pread(descriptor, &after, 8, off_t(8 * sequence)) == 8 else { continue }
      if words[sequence].isMultiple(of: 2), after == words[sequence] { return words }
    }
    // A process that was killed amid a change leaves an odd number for ever; what it shows is whole but
    // for that change.
    return words
  }
}

/// Why there is no status to show.
package enum RunStatusError: Error, Equatable {
  case noRun(path: String)
  case noStatus(path: String)
  case malformed(file: String, problem: String)
  case laterVersion(file: String, version: UInt64)
}

extension RunStatusError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .noRun(let path): "there is no run folder \(TerminalText.plain(path))"
    case .noStatus(let path):
      "\(TerminalText.plain(path)) has no status: no training has begun there since Skein shows one"
    case .malformed(let file, let problem):
      "\(TerminalText.plain(file)) is no status that Skein wrote: \(problem)"
    case .laterVersion(let file, let version):
      "\(TerminalText.plain(file)) has version \(version), which a later Skein wrote; look with that"
    }
  }

  package var errorDescription: String? { description }
}
