import Foundation
import Skein
import Testing

@Suite("Run folder")
struct RunFolderTests {
  /// A temporary of a process that cannot be.
  private let leftover = ".\(Int32.max)-4.skein-tmp"

  private static func record() throws -> RunRecord {
    let series = try Series(
      name: "a", columns: [SeriesColumn("a", (0..<40).map { Double($0) })], targets: ["a"])
    let data = try Dataset(series, window: 3)
    let model = try Model(
      Sequential {
        LSTM(2); Dense(1)
      }, for: data)
    let crew = try TestMachine.crew(workers: 1)
    return RunRecord(
      settings: RunSettings(), data: RunData(data), model: RunModel(model), scaler: data.scaler,
      machine: RunMachine(crew), workers: [])
  }

  @Test("a new folder is made with its parents, and its lock ends with it")
  func create() throws {
    try withTemporaryFolder { root in
      let path = root + "/runs/first"
      do {
        let folder = try RunFolder(creating: path, overwrite: false)
        let (warning, loss) = (folder.warning, folder.path(of: .loss))
        #expect(warning == nil)
        #expect(try names(in: path) == [".lock"])
        #expect(loss == path + "/loss.svg")
      }
      #expect(try names(in: path) == [])
      // Empty again, so it may be used again.
      _ = try RunFolder(creating: path + "/", overwrite: false)
    }
  }

  @Test("a folder with anything in it is refused, and the message says what helps")
  func notEmpty() throws {
    try withTemporaryFolder { root in
      try AtomicFile.write("mine", to: root + "/notes.txt")
      let error = #expect(throws: RunFolderError.self) {
        _ = try RunFolder(creating: root, overwrite: false)
      }
      #expect(error == .notEmpty(path: root))
      #expect(error?.description.contains("replace what Skein wrote") == true)
      #expect(try names(in: root) == ["notes.txt"])
    }
  }

  @Test("overwriting removes what Skein writes and leaves every other file")
  func overwrite() throws {
    try withTemporaryFolder { root in
      for file in RunFolder.File.allCases { try AtomicFile.write("old", to: file.path(in: root)) }
      let foreign = [".hidden", "model.safetensors.bak", "notes.txt", ".run.json.tmp"].sorted()
      for name in foreign { try AtomicFile.write("mine", to: "\(root)/\(name)") }
      try AtomicFile.write("half", to: "\(root)/\(leftover)")
      let old = RunFolder.File.allCases.map(\.rawValue)
      do {
        _ = try RunFolder(creating: root, overwrite: true)
        // Nothing is lost before the new run has begun.
        #expect(try names(in: root) == (foreign + old).sorted())
        let folder = try RunFolder(creating: root, overwrite: true)
        try folder.begin(try Self.record())
        #expect(try names(in: root) == (foreign + [".lock", "run.json"]).sorted())
      }
    }
  }

  @Test("a folder with nothing but the temporaries of a killed process counts as empty")
  func leftovers() throws {
    try withTemporaryFolder { root in
      try AtomicFile.write("half", to: root + "/\(leftover)")
      do { _ = try RunFolder(creating: root, overwrite: false) }
      #expect(try names(in: root) == [])
    }
  }

  @Test("only a folder with run.json can be resumed")
  func resume() throws {
    try withTemporaryFolder { root in
      #expect(throws: RunFolderError.noRun(path: root)) { _ = try RunFolder(resuming: root) }
      #expect(
        throws: RunFolderError.file(.system(.list, path: root + "/no", code: ENOENT))
      ) { _ = try RunFolder(resuming: root + "/no") }
      try AtomicFile.write("{}", to: root + "/run.json")
      try AtomicFile.write("half", to: root + "/.checkpoint.safetensors\(leftover)")
      do { _ = try RunFolder(resuming: root) }
      #expect(try names(in: root) == ["run.json"])
    }
  }

  @Test("a path through a file is refused")
  func throughFile() throws {
    try withTemporaryFolder { root in
      try AtomicFile.write("", to: root + "/file")
      #expect(throws: RunFolderError.file(.notFolder(path: root + "/file"))) {
        _ = try RunFolder(creating: root + "/file", overwrite: true)
      }
      #expect(throws: RunFolderError.self) {
        _ = try RunFolder(creating: root + "/file/below", overwrite: true)
      }
    }
  }

  @Test("a run's name is one path component", arguments: ["", "a/b", ".hidden", "..", "a\0b"])
  func invalidName(name: String) {
    #expect(throws: RunFolderError.invalidName(name)) { try RunFolder.path(named: name) }
  }

  @Test("a second holder is refused in the same process")
  func heldHere() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder(creating: root, overwrite: false)
      #expect(throws: RunFolderError.inUse(path: root, holder: .current)) {
        _ = try RunFolder(creating: root, overwrite: true)
      }
      _ = folder.path
    }
  }

  @Test("a second process is refused with the holder's identifier")
  func heldElsewhere() async throws {
    let root = NSTemporaryDirectory() + "skein-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    let folder = try RunFolder(creating: root, overwrite: false)
    let holder = getpid()
    await #expect(processExitsWith: .success) { [root = root as String, holder = holder as Int32] in
      let error = #expect(throws: RunFolderError.self) {
        _ = try RunFolder(creating: root, overwrite: true)
      }
      #expect(
        error
          == .inUse(path: root, holder: .init(process: holder, host: FileLock.Holder.current.host)))
      #expect(error?.description.contains("process \(holder)") == true)
    }
    _ = folder.path
  }

  @Test("a process that is killed leaves no lock behind")
  func killed() async throws {
    let root = NSTemporaryDirectory() + "skein-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [root = root as String] in
      let folder = try RunFolder(creating: root, overwrite: false)
      try AtomicFile.write("{}", to: folder.path(of: .run))
      kill(getpid(), SIGKILL)
      _ = folder.path
    }
    #expect(try Set(names(in: root)) == [".lock", "run.json"])
    let folder = try RunFolder(resuming: root)
    let warning = folder.warning
    #expect(warning == nil)
  }

  @Test("a folder that is moved goes on being written, and its old place is left alone")
  func moved() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder(creating: root + "/run", overwrite: false)
      let checkpoints = folder.folder
      try FileManager.default.moveItem(atPath: root + "/run", toPath: root + "/old")
      let successor = try RunFolder(creating: root + "/run", overwrite: false)
      try folder.begin(try Self.record())
      try AtomicFile.write("x", to: folder.place(of: .loss))
      #expect(!checkpoints.isInPlace)
      #expect(try names(in: root + "/old") == [".lock", "loss.svg", "run.json"])
      #expect(try names(in: root + "/run") == [".lock"])
      _ = consume folder
      #expect(try names(in: root + "/old") == ["loss.svg", "run.json"])
      #expect(try names(in: root + "/run") == [".lock"])
      _ = successor.path
    }
  }

  @Test("a lock that another host left is told, one of this host is not")
  func foreignLock() throws {
    try withTemporaryFolder { root in
      let here = FileLock.Holder.current.host
      for (text, isTold) in [
        ("12 \(here)", false), ("12 elsewhere", true), ("12", false), ("?", false),
      ] {
        try AtomicFile.write("\(text)\n", to: root + "/.lock")
        let folder = try RunFolder(creating: root, overwrite: false)
        let warning = folder.warning
        #expect((warning != nil) == isTold, "\(text)")
        #expect(warning?.contains("process 12 on the host elsewhere") ?? true)
      }
    }
  }
}
