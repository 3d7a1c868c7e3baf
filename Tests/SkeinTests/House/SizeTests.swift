import Testing

@Suite("The size of folders and files")
struct SizeTests {
  private static let mostFiles = 25
  private static let mostLines = 300

  @Test("no folder under Sources holds over 25 Swift files")
  func folders() throws {
    let folders = Dictionary(grouping: try Sources.files()) { file in
      file.path.split(separator: "/").dropLast().joined(separator: "/")
    }
    for (folder, files) in folders {
      #expect(files.count <= Self.mostFiles, "Sources/\(folder)")
    }
  }

  @Test("no Swift file under Sources is over 300 lines long")
  func files() throws {
    for file in try Sources.files() {
      let lines = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
      #expect(lines <= Self.mostLines, "Sources/\(file.path)")
    }
  }
}
