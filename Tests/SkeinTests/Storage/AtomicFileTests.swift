import Foundation
import Skein
import Support
import Testing

@Suite("Atomic file")
struct AtomicFileTests {
  @Test(
    "a file is replaced whole, and nothing is left beside it", arguments: [0, 1, 4096, 700_001])
  func replace(count: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/data"
      try AtomicFile.write("old", to: path)
      let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try AtomicFile.write(to: FilePlace(path: path)) { file throws(FileError) in
        try file.append(content)
      }
      #expect(try bytes(ofFile: path) == content)
      #expect(try names(in: folder) == ["data"])
    }
  }

  @Test("small and large pieces arrive in the order they were appended")
  func pieces() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/data"
      let sizes = [3, 300_000, 5, 262_144, 262_143, 2, 600_000, 1]
      var expected: [UInt8] = []
      var file = try AtomicFile(replacing: FilePlace(path: path))
      for (index, size) in sizes.enumerated() {
        let piece = [UInt8](repeating: UInt8(index), count: size)
        try file.append(piece)
        expected += piece
      }
      try file.commit()
      #expect(try bytes(ofFile: path) == expected)
    }
  }

  @Test("a file that is not committed changes nothing")
  func abandoned() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/data"
      try AtomicFile.write("old", to: path)
      #expect(throws: FileError.notFolder(path: "x")) {
        try AtomicFile.write(to: FilePlace(path: path)) { file throws(FileError) in
          try file.append("new")
          throw .notFolder(path: "x")
        }
      }
      #expect(try bytes(ofFile: path) == Array("old".utf8))
      #expect(try names(in: folder) == ["data"])
    }
  }

  @Test("a symbolic link stays, and the file behind it is replaced")
  func link() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("old", to: folder + "/target")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "target")
      try AtomicFile.write("new", to: folder + "/link")
      #expect(try bytes(ofFile: folder + "/target") == Array("new".utf8))
      let link = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link")
      #expect(link == "target")
    }
  }

  @Test("a path without a folder, through a file or to a folder is refused in one sentence")
  func refused() throws {
    try withTemporaryFolder { folder in
      #expect(throws: FileError.system(.create, path: folder + "/a/b", code: ENOENT)) {
        try AtomicFile.write("", to: folder + "/a/b")
      }
      try AtomicFile.write("", to: folder + "/file")
      #expect(throws: FileError.system(.create, path: folder + "/file/b", code: ENOTDIR)) {
        try AtomicFile.write("", to: folder + "/file/b")
      }
      #expect(throws: FileError.notRegular(path: folder)) { try AtomicFile.write("", to: folder) }
      #expect(throws: FileError.notRegular(path: "/dev/null")) {
        try AtomicFile.write("", to: "/dev/null")
      }
    }
  }

  @Test("a file-size limit ends in an error and leaves the old file and no temporary")
  func sizeLimit() async throws {
    // In a process of its own, since the limit holds for the whole process.
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let path = folder + "/data"
        try AtomicFile.write("old", to: path)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        let content = [UInt8](repeating: 1, count: 1_000_000)
        #expect(throws: FileError.system(.write, path: path, code: EFBIG)) {
          try AtomicFile.write(to: FilePlace(path: path)) { file throws(FileError) in
            try file.append(content)
          }
        }
        #expect(try bytes(ofFile: path) == Array("old".utf8))
        #expect(try names(in: folder) == ["data"])
      }
    }
  }

  @Test("messages name the path, the cause and the remedy")
  func messages() {
    let full = FileError.system(.write, path: "runs/a/model.safetensors", code: ENOSPC)
    #expect(
      full.description
        == "runs/a/model.safetensors could not be written: the disk is full; free some space or"
        + " choose a folder on another disk.")
    let folder = FileError.system(.create, path: "out/a.csv", code: ENOENT)
    #expect(
      folder.description
        == "out/a.csv could not be created: the folder out does not exist; create it with"
        + " `mkdir -p`.")
    let codes = [
      EDQUOT, EFBIG, EROFS, EACCES, EPERM, ENOTDIR, EISDIR, ENAMETOOLONG, EMFILE, EIO, 1,
    ]
    for code in codes {
      let message = FileError.system(.write, path: "p/q", code: code).description
      #expect(message.hasPrefix("p/q could not be written: ") && message.hasSuffix("."))
    }
  }

  @Test(
    "the parts of a path are found",
    arguments: [
      ("a/b/c", "a/b", "c"), ("c", ".", "c"), ("/c", "/", "c"), ("/a/c", "/a", "c"),
    ])
  func parts(path: String, folder: String, name: String) {
    #expect(FilePath.folder(of: path) == folder)
    #expect(FilePath.name(of: path) == name)
  }

  @Test("a link may lead through a folder whose name is no text, and links in a circle are refused")
  func links() throws {
    try withTemporaryFolder { folder in
      // In Latin-1.
      let name = Array(folder.utf8) + Array("/caf".utf8) + [0xE9]
      try name.withUnsafeBufferPointer { bytes in
        try (Array(bytes) + [0]).withUnsafeBytes { path in
          let path = try #require(path.bindMemory(to: CChar.self).baseAddress)
          try #require(mkdir(path, 0o777) == 0)
        }
        try (Array(bytes) + Array("/data".utf8) + [0]).withUnsafeBytes { path in
          let path = try #require(path.bindMemory(to: CChar.self).baseAddress)
          try #require(symlink(path, folder + "/link") == 0)
        }
      }
      try AtomicFile.write("new", to: folder + "/link")
      #expect(try bytes(ofFile: folder + "/link") == Array("new".utf8))
      #expect(try names(in: folder).count == 2)
      try #require(symlink("b", folder + "/a") == 0 && symlink("a", folder + "/b") == 0)
      #expect(throws: FileError.system(.create, path: folder + "/a", code: ELOOP)) {
        try AtomicFile.write("", to: folder + "/a")
      }
    }
  }

  @Test("the former file keeps its content under its new name, and the place is never empty")
  func former() throws {
    try withTemporaryFolder { folder in
      let place = FilePlace(path: folder + "/data")
      for content in ["a", "b", "c"] {
        try AtomicFile.write(to: place, keepingFormerAs: "former") { file throws(FileError) in
          try file.append(content)
        }
      }
      #expect(try bytes(ofFile: folder + "/data") == Array("c".utf8))
      #expect(try bytes(ofFile: folder + "/former") == Array("b".utf8))
      #expect(try names(in: folder) == ["data", "former"])
    }
  }
}
