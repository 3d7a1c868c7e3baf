import Foundation
import Topology

/// Why the tuner's choices cannot be kept or read, in one sentence with its remedy.
package enum TuningStoreError: Error {
  case noHome
  case malformed(file: String, problem: String)
  case file(FileError)
  case folder(RunFolderError)
}

extension TuningStoreError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .noHome:
      return "there is no folder for the tuned choice, since neither XDG_CONFIG_HOME nor HOME is an"
        + " absolute path; set one of them"
    case .malformed(let file, let problem):
      return "the tuned choice in \(TerminalText.plain(file)) cannot be used: \(problem); tune"
        + " again, or delete the file"
    case .file(let error): return error.description
    case .folder(let error): return error.description
    }
  }

  package var errorDescription: String? { description }
}

/// The folder of the tuner's choices, one file for each machine and shape, so that two programs
/// never write the same file unless they tuned the same thing.
package struct TuningStore: Sendable {
  package let folder: String

  private static let mostBytes = 1 << 16

  package init(folder: String) {
    self.folder = folder
  }

  /// `$XDG_CONFIG_HOME/skein/tuning`, or `~/.config/skein/tuning`; nil without a home. A relative
  /// path does not count, as the XDG base directory specification says.
  package init?(environment: [String: String]) {
    if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") {
      folder = "\(base)/skein/tuning"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      folder = "\(home)/.config/skein/tuning"
    } else {
      return nil
    }
  }

  /// The file of a key's choice.
  package func path(of key: TuningKey) -> String { "\(folder)/\(key.fileName)" }

  /// Writes a choice, in place of an earlier one for its key; gives the file's path.
  @discardableResult
  package func save(_ choice: StoredTuning) throws -> String {
    let path = path(of: choice.key)
    do {
      try RunFolder.makeFolders(folder)
    } catch {
      throw TuningStoreError.folder(error)
    }
    let text = try RunJSON.text(choice)
    do {
      try AtomicFile.write(text, to: path)
    } catch {
      throw TuningStoreError.file(error)
    }
    return path
  }

  /// The choice for a key, nil when there is none.
  ///
  /// - Throws: `TuningStoreError` for a file that cannot be read or used on this machine.
  package func choice(for key: TuningKey, on machine: Machine) throws -> StoredTuning? {
    let path = path(of: key)
    let choice: StoredTuning
    do {
      guard let bytes = try Self.bytes(path) else { return nil }
      choice = try RunJSON.value(of: StoredTuning.self, from: bytes)
    } catch let error as FileError {
      throw TuningStoreError.file(error)
    } catch {
      throw TuningStoreError.malformed(file: path, problem: "it is not what Skein writes there")
    }
    guard choice.format == StoredTuning.currentFormat else {
      throw TuningStoreError.malformed(
        file: path, problem: "its format is \(choice.format), not \(StoredTuning.currentFormat)")
    }
    guard choice.key == key else {
      throw TuningStoreError.malformed(file: path, problem: "it is for another machine or shape")
    }
    do {
      _ = try machine.place(workers: choice.workers, policy: choice.placement)
    } catch {
      throw TuningStoreError.malformed(file: path, problem: "its placement is not possible here")
    }
    if let team = choice.team, !(1...TeamSize.largest).contains(team) {
      throw TuningStoreError.malformed(file: path, problem: "it has teams of \(team)")
    }
    return choice
  }

  /// A file of the folder, and what it holds.
  package struct Entry: Sendable {
    package let path: String
    /// Nil for a file of an earlier format, or one that is damaged.
    package let choice: StoredTuning?
    /// The shape that it is for, as far as it can be read.
    package let shape: Shape?
  }

  /// What every format says of the machine and the training.
  package struct Shape: Sendable, Codable, Equatable {
    package let machine: String
    package let model: String
    package let inputSize: Int
    package let sequenceLength: Int
    package let batchSize: Int

    package init(_ key: TuningKey) {
      machine = key.machine
      model = key.model
      inputSize = key.inputSize
      sequenceLength = key.sequenceLength
      batchSize = key.batchSize
    }
  }

  private struct AnyFormat: Codable {
    let key: Shape
  }

  /// All that is kept, by file name; none where there is no folder.
  ///
  /// - Throws: `TuningStoreError.file` for a folder that cannot be read.
  package func entries() throws(TuningStoreError) -> [Entry] {
    let names: [String]
    do throws(FileError) {
      names = try Folder(path: folder).names()
    } catch {
      if case .system(.open, _, ENOENT) = error { return [] }
      throw .file(error)
    }
    return names.filter(Self.isChoice).sorted().map { name in
      let path = "\(folder)/\(name)"
      let bytes = (try? Self.bytes(path)).flatMap { $0 } ?? []
      let choice = try? RunJSON.value(of: StoredTuning.self, from: bytes)
      return Entry(
        path: path, choice: choice.flatMap { $0.format == StoredTuning.currentFormat ? $0 : nil },
        shape: (try? RunJSON.value(of: AnyFormat.self, from: bytes))?.key)
    }
  }

  /// Deletes what is kept for a machine and a shape, by whatever version; nil deletes all. Gives the
  /// files.
  package func forget(_ shape: Shape?) throws(TuningStoreError) -> [String] {
    let doomed = try entries().filter { shape == nil || $0.shape == shape }.map(\.path)
    for path in doomed where unlink(path) != 0 {
      throw .file(.system(.write, path: path, code: errno))
    }
    return doomed
  }

  /// Two names of 16 hexadecimal digits, as `TuningKey.fileName` makes them.
  private static func isChoice(_ name: String) -> Bool {
    name.wholeMatch(of: /[0-9a-f]{16}-[0-9a-f]{16}\.json/) != nil
  }

  /// The file's bytes, nil when there is no file.
  private static func bytes(_ path: String) throws -> [UInt8]? {
    let reader: FileReader
    do throws(FileError) {
      reader = try FileReader(path: path)
    } catch {
      guard case .system(.open, _, let code) = error, code == ENOENT || code == ENOTDIR else {
        throw error
      }
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: min(reader.count, mostBytes))
    try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
    return bytes
  }
}
