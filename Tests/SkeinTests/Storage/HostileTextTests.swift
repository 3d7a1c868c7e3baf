import Foundation
import Skein
import Support
import Testing

@Suite("Texts in stored files") struct HostileTextTests {
  private struct Named: Codable, Equatable {
    var name: String
  }

  @Test("JSON keeps every name, and shows a terminal nothing that it obeys")
  func json() throws {
    for name in [
      "\u{1B}[31m\u{7F}\u{9B}\u{202E}\u{2028}\u{200B}\u{E0041}", "größe 👨\u{200D}👩", "a\u{301}",
    ] {
      let text = try RunJSON.text(Named(name: name))
      #expect(
        !text.unicodeScalars.contains { HiddenCharacters.has($0) && $0 != "\n" && $0 != "\u{200D}" }
      )
      let read = try RunJSON.value(of: Named.self, from: Array(text.utf8))
      #expect(read.name.unicodeScalars.elementsEqual(name.unicodeScalars))
    }
  }

  @Test("JSON with hundreds of marks on a letter is refused, escaped or not")
  func jsonMarks() throws {
    let few = String(repeating: "a\u{301}", count: 1000)
    for marks in ["\u{301}", "\\u0301", "\u{1D165}", "\\ud834\\udd65"] {
      let many = "a" + String(repeating: marks, count: 300)
      for json in ["{\"name\":\"\(many)\"}", "{\"name\":\"\",\"\(many)\":1}"] {
        #expect(throws: DecodingError.self) {
          try RunJSON.value(of: Named.self, from: Array(json.utf8))
        }
      }
    }
    let sound = Array("{\"name\":\"\(few)\\u0301\\n\\\\\"}".utf8)
    #expect(try RunJSON.value(of: Named.self, from: sound).name == few + "\u{301}\n\\")
  }

  private func safetensors(_ header: String) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
  }

  @Test("a safetensors header of marks or of too many keys is refused at once")
  func safetensors() {
    let marks = "a" + String(repeating: "\u{301}\u{316}", count: 40_000)
    let keys = (0...65_536).map { "\"\($0)\":\"\"" }
    for header in [
      "{\"\(marks)\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
      "{\"__metadata__\":{\"\(marks)\":\"\"}}", "{\"__metadata__\":{\"x\":\"\(marks)\"}}",
      "{\"__metadata__\":{\(keys.joined(separator: ","))}}",
    ] {
      let error = #expect(throws: SafetensorsError.self) {
        try Safetensors(bytes: safetensors(header), file: "f")
      }
      #expect(error.map { $0.description.utf8.count < 300 } == true)
    }
  }

  @Test("differences of settings, errors of models and of files are short and without effect")
  func sentences() {
    let hostile = "\u{1B}[2J\u{202E}" + String(repeating: "x", count: 1_000_000)
    let sentences = [
      SettingDifference(name: hostile, checkpoint: hostile, current: hostile).description,
      ModelError.missingTensor(
        name: hostile, available: [String](repeating: hostile, count: 65_000)
      ).description,
      ModelError.needsWholeSequence(model: hostile).description,
      ModelError.endsInSequence(layer: hostile).description,
      SettingsError.outOfRange(name: "n", value: hostile, allowed: "some").description,
      ForecastError.unknownInputs([String](repeating: hostile, count: 65_000)).description,
      FileError.notFolder(path: hostile).description,
      SafetensorsError.noHash(file: hostile).description,
      ForecasterError.malformed(file: hostile, problem: hostile).description,
      TrainingNotice.otherVersion(file: hostile, version: hostile).description,
    ]
    for sentence in sentences {
      #expect(
        !sentence.unicodeScalars.contains { HiddenCharacters.has($0) }, "\(sentence.prefix(100))")
      #expect(sentence.utf8.count < 10_000, "\(sentence.prefix(100))")
    }
  }

  @Test("a specification of more layers than any model has is refused before it is read")
  func manyLayers() {
    let error = #expect(throws: ModelError.self) {
      try Sequential(specification: String(repeating: "lstm:1,", count: 150_000) + "dense:1")
    }
    #expect(error == .tooManyLayers(150_001, most: LayerCatalog.mostLayers))
  }

  @Test("a path behind a link to a folder is stored as the system sees it")
  func links() throws {
    let folder = try ScratchFolder()
    let root = try #require(realpath(folder.root, nil).map { String(cString: $0) })
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name + "/inner"), withIntermediateDirectories: true)
      try folder.write("\(name)/x.csv", name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("b/inner"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("a/y.csv"), withDestinationPath: folder.path("b/x.csv"))
    #expect(FilePath.absolute(folder.path("link/../x.csv")) == "\(root)/b/x.csv")
    #expect(FilePath.absolute(folder.path("./a/inner/../y.csv")) == "\(root)/a/y.csv")
    #expect(FilePath.absolute("/x.csv") == "/x.csv")
    #expect(FilePath.absolute("/no such folder/x.csv") == "/no such folder/x.csv")
  }
}
