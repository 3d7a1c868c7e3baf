import Foundation
import Skein
import Testing

@Suite("Run folder")
struct RunFolderTests {
  @Test("a new folder is made with its parents, and its lock ends with it")
  func create() throws {
    try withTemporaryFolder { root in
      let path = root + "/runs/first"
      do {
        let folder = try RunFolder(creating: path, overwrite: false)
        let (isLocked, loss) = (folder.isLocked, folder.path(of: .loss))
        #expect(isLocked)
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
      let leftover = "\(root)/.model.safetensors.123-4.skein-tmp"
      try AtomicFile.write("half", to: leftover)
      do {
        _ = try RunFolder(creating: root, overwrite: true)
      }
      #expect(try names(in: root) == foreign)
    }
  }

  @Test("a folder with nothing but the temporaries of a killed process counts as empty")
  func leftovers() throws {
    try withTemporaryFolder { root in
      try AtomicFile.write("half", to: root + "/.run.json.123-4.skein-tmp")
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
      try AtomicFile.write("half", to: root + "/.checkpoint.safetensors.1-2.skein-tmp")
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
      #expect(throws: RunFolderError.inUse(path: root, process: getpid())) {
        _ = try RunFolder(creating: root, overwrite: true)
      }
      let isLocked = folder.isLocked
      #expect(isLocked)
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
      #expect(error == .inUse(path: root, process: holder))
      #expect(error?.description.contains("process \(holder)") == true)
    }
    let isLocked = folder.isLocked
    #expect(isLocked)
  }

  @Test("a process that is killed leaves no lock behind")
  func killed() async throws {
    let root = NSTemporaryDirectory() + "skein-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [root = root as String] in
      let folder = try RunFolder(creating: root, overwrite: false)
      try AtomicFile.write("{}", to: folder.path(of: .run))
      kill(getpid(), SIGKILL)
      _ = folder.isLocked
    }
    #expect(try Set(names(in: root)) == [".lock", "run.json"])
    let folder = try RunFolder(resuming: root)
    let isLocked = folder.isLocked
    #expect(isLocked)
  }
}
