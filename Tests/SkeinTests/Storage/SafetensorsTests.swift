import Foundation
import Skein
import Support
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  static func model() -> TensorFile {
    var file = TensorFile(metadata: ["gates": "i,f,g,o"])
    file.add("layers.0.bias", shape: [4], [0.5, -1.5, 3.25e-7, 1e30] as [Float])
    file.add("layers.0.weight_hh", shape: [4, 3], (0..<12).map { Float($0) / 7 })
    file.add("layers.1.weight", shape: [1, 3], [1, -0.0, .infinity] as [Float])
    return file
  }

  // Golden/Safetensors/make_golden.py
  @Test("a model is written as the reference implementation writes it, byte for byte")
  func goldenModel() throws {
    #expect(try Self.model().bytes() == goldenBytes("Safetensors/model.safetensors"))
  }

  @Test("every type of a checkpoint is written as the reference implementation writes it")
  func goldenCheckpoint() throws {
    var file = TensorFile()
    file.add("flags", shape: [3], [0, 1, 255] as [UInt8])
    file.add("counters", shape: [2], [0, .max] as [UInt64])
    file.add("steps", shape: [2], [.min, 7] as [Int64])
    file.add("a \"quoted\" \\ name", shape: [], [2.5] as [Double])
    file.add("moments", shape: [1, 2], [-1.25, 1e-300] as [Double])
    file.add("empty", shape: [3, 0], [] as [Float])
    file.add("größe", shape: [2], [1, 2] as [Float])
    #expect(try file.bytes() == goldenBytes("Safetensors/checkpoint.safetensors"))
  }

  @Test("the reference implementation's file reads back to the values that were saved")
  func readGolden() throws {
    let bytes = try goldenBytes("Safetensors/checkpoint.safetensors")
    let file = try Safetensors(bytes: bytes, file: "golden")
    #expect(file.entries.count == 7)
    #expect(try file.doubles(named: "a \"quoted\" \\ name", shape: []) == [2.5])
    #expect(try file.uint64s(named: "counters", shape: [2]) == [0, .max])
    #expect(try file.floats(named: "empty", shape: [3, 0]) == [])
    #expect(try file.bytes(named: "flags") == [0, 1, 255])
    #expect(try file.doubles(named: "moments", shape: [1, 2]) == [-1.25, 1e-300])
    #expect(try file.floats(named: "größe", shape: [2]) == [1, 2])
    #expect(try file.int64s(named: "steps", shape: [2]) == [.min, 7])
  }

  @Test("a file on disk reads back to the same bits, in the order of the tensors")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.safetensors"
      try Self.model().write(to: FilePlace(path: path))
      let file = try Safetensors(path: path)
      #expect(file.metadata == ["gates": "i,f,g,o"])
      #expect(
        file.entries.map(\.name) == ["layers.0.bias", "layers.0.weight_hh", "layers.1.weight"])
      #expect(file.entry(named: "layers.0.weight_hh")?.shape == [4, 3])
      let last = try file.floats(named: "layers.1.weight", shape: [1, 3])
      #expect(last.map(\.bitPattern) == ([1, -0.0, .infinity] as [Float]).map(\.bitPattern))
      var destination = [Float](repeating: 0, count: 12)
      try destination.withUnsafeMutableBufferPointer {
        try file.read(floatsNamed: "layers.0.weight_hh", shape: [4, 3], into: $0)
      }
      #expect(destination == (0..<12).map { Float($0) / 7 })
      #expect(try Self.model().bytes() == bytes(ofFile: path))
    }
  }

  @Test("a file without tensors is one")
  func empty() throws {
    let bytes = try TensorFile().bytes()
    #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try Safetensors(bytes: bytes, file: "empty").entries.isEmpty)
  }

  @Test("every tensor begins at a multiple of its element size")
  func alignment() throws {
    var file = TensorFile()
    file.add("a", shape: [3], [1, 2, 3] as [UInt8])
    file.add("b", shape: [1], [1] as [Float])
    file.add("c", shape: [1], [2] as [Double])
    let bytes = try file.bytes()
    let read = try Safetensors(bytes: bytes, file: "f")
    #expect(read.entries.map(\.name) == ["c", "b", "a"])
    #expect((bytes.count - 15) % 8 == 0)
    #expect(try read.bytes(named: "a") == [1, 2, 3])
  }

  @Test("metadata are written in the order of their keys, and every character survives")
  func metadata() throws {
    let odd = (0..<0x80).compactMap(Unicode.Scalar.init).map(String.init).joined() + "é𝄞"
    let metadata = ["z": "1", "a": odd, "é": "2", "": "3"]
    let bytes = try TensorFile(metadata: metadata).bytes()
    #expect(try Safetensors(bytes: bytes, file: "m").metadata == metadata)
    let text = try #require(String(validating: bytes.dropFirst(8), as: UTF8.self))
    #expect(text.hasPrefix(#"{"__metadata__":{"":"3","a":"\u0000"#))
    for _ in 0..<10 { #expect(try TensorFile(metadata: metadata).bytes() == bytes) }
  }

  @Test("a tensor of another name, shape or type is refused with both")
  func mismatches() throws {
    let file = try Safetensors(bytes: Self.model().bytes(), file: "runs/a/model.safetensors")
    let shape = #expect(throws: SafetensorsError.self) {
      try file.floats(named: "layers.0.weight_hh", shape: [200, 50])
    }
    #expect(
      shape?.description
        == "runs/a/model.safetensors: \"layers.0.weight_hh\" has shape [4, 3]; the model needs"
        + " [200, 50], so use a file that was saved from a model of the same sizes.")
    #expect(
      throws: SafetensorsError.wrongType(
        file: file.file, name: "layers.0.bias", found: .float32, needed: .float64)
    ) { try file.doubles(named: "layers.0.bias", shape: [4]) }
    let missing = #expect(throws: SafetensorsError.self) {
      try file.floats(named: "layers.9.bias", shape: [4])
    }
    #expect(
      missing?.description.contains("no tensor \"layers.9.bias\", it holds \"layers.0.bias\",")
        == true)
  }

  @Test("a hashed file proves itself, and any changed bit is found")
  func hashed() throws {
    let bytes = try Self.model().bytes(hashed: true)
    let intact = try Safetensors(bytes: bytes, file: "c")
    #expect(intact.metadata[TensorFile.hashKey]?.count == 16)
    try intact.checkHash()
    for position in bytes.indices {
      for bit in [0, 3, 7] {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        // Some damage leaves no readable file, some no hash; none may pass.
        #expect(throws: SafetensorsError.self, "byte \(position), bit \(bit)") {
          try Safetensors(bytes: damaged, file: "c").checkHash()
        }
      }
    }
    #expect(throws: SafetensorsError.noHash(file: "m")) {
      try Safetensors(bytes: Self.model().bytes(), file: "m").checkHash()
    }
  }

  @Test("a file that shrinks after it was opened is an error, not a trap")
  func shrinks() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.safetensors"
      try Self.model().write(to: FilePlace(path: path))
      let file = try Safetensors(path: path)
      try #require(truncate(path, 300) == 0)
      #expect(throws: SafetensorsError.file(.shrank(path: path, byte: 300))) {
        try file.floats(named: "layers.0.weight_hh", shape: [4, 3])
      }
    }
  }

  @Test("a missing file, a folder and a pipe are refused")
  func noFile() throws {
    try withTemporaryFolder { folder in
      #expect(
        throws: SafetensorsError.file(.system(.open, path: folder + "/no", code: ENOENT))
      ) { try Safetensors(path: folder + "/no") }
      #expect(throws: SafetensorsError.file(.notRegular(path: folder))) {
        try Safetensors(path: folder)
      }
      try #require(mkfifo(folder + "/pipe", 0o600) == 0)
      #expect(throws: SafetensorsError.file(.notRegular(path: folder + "/pipe"))) {
        try Safetensors(path: folder + "/pipe")
      }
    }
  }
}
