import Skein
import Testing

/// A file with this header and so many zero bytes of data.
private func file(_ header: String, data: Int = 0) -> [UInt8] {
  let json = Array(header.utf8)
  let size = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
  return size + json + [UInt8](repeating: 0, count: data)
}

private func tensor(_ shape: String, _ offsets: String, _ type: String = "F32") -> String {
  #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
}

@Suite("Hostile safetensors files")
struct HostileSafetensorsTests {
  /// Reads everything that the header admits.
  private static func readAll(_ bytes: [UInt8]) throws(SafetensorsError) {
    let file = try Safetensors(bytes: bytes, file: "hostile")
    var total = 0
    for entry in file.entries { total += try file.bytes(named: entry.name).count }
    #expect(total <= bytes.count)
  }

  @Test("every truncation of a valid file is refused")
  func truncations() throws {
    let bytes = try SafetensorsTests.model().bytes()
    try Self.readAll(bytes)
    for count in bytes.indices {
      #expect(throws: SafetensorsError.self, "\(count) bytes") {
        try Self.readAll(Array(bytes.prefix(count)))
      }
    }
  }

  @Test("every change of one byte of the header is refused or read")
  func corruptions() throws {
    let bytes = try SafetensorsTests.model().bytes()
    let headerEnd = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    var readable = 0
    for position in 0..<headerEnd {
      for value in UInt8.min ... .max where value != bytes[position] {
        var changed = bytes
        changed[position] = value
        do throws(SafetensorsError) {
          try Self.readAll(changed)
          readable += 1
        } catch {
          guard case .file = error else { continue }
          Issue.record("\(error)")
        }
      }
    }
    // Letters of names can change; most of the rest cannot.
    #expect(readable > 1000 && readable < headerEnd * 128)
  }

  @Test(
    "a header that breaks the format is refused",
    arguments: [
      "", " {}", "[]", "{", "{}}", "{} x", "null", "{,}", #"{"a":1}"#, #"{"a":{}}"#,
      #"{"a":\#(tensor("[-1]", "[0,4]"))}"#, #"{"a":\#(tensor("[1.0]", "[0,4]"))}"#,
      #"{"a":\#(tensor("[1e0]", "[0,4]"))}"#, #"{"a":\#(tensor("[01]", "[0,4]"))}"#,
      #"{"a":\#(tensor("[1,]", "[0,4]"))}"#, #"{"a":\#(tensor("[[1]]", "[0,4]"))}"#,
      #"{"a":\#(tensor("1", "[0,4]"))}"#, #"{"a":\#(tensor("[1]", "[0]"))}"#,
      #"{"a":\#(tensor("[1]", "[0,4,4]"))}"#, #"{"a":\#(tensor("[1]", "[4,0]"))}"#,
      #"{"a":\#(tensor("[99999999999999999999]", "[0,4]"))}"#,
      #"{"a":\#(tensor("[1]", "[0,4]", "F31"))}"#, #"{"a":\#(tensor("[1]", "[0,4]", "f32"))}"#,
      #"{"a":\#(tensor("[1]", "[0,4]"))"#, #"{"a":\#(tensor("[1]", "[0,4]")),}"#,
      #"{"a":{"dtype":"F32","shape":[1]}}"#, #"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#,
      #"{"a":\#(tensor("[1]", "[0,4]")),"a":\#(tensor("[0]", "[4,4]"))}"#,
      #"{"a":\#(tensor("[1]", "[0,4]")),"\u0061":\#(tensor("[0]", "[4,4]"))}"#,
      #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":{"a":"b","a":"b"}}"#,
      #"{"__metadata__":{},"__metadata__":{}}"#, #"{"__metadata__":null}"#,
      #"{"__metadata__":{"\ud800":""}}"#, #"{"__metadata__":{"\ud800\u0041":""}}"#,
      #"{"__metadata__":{"\x":""}}"#, #"{"__metadata__":{"\u00g0":""}}"#,
      "{\"__metadata__\":{\"\u{1}\":\"\"}}",
    ])
  func malformed(header: String) {
    #expect(throws: SafetensorsError.self) {
      try Safetensors(bytes: file(header, data: 4), file: "hostile")
    }
  }

  @Test(
    "tensors that do not cover the data once are refused",
    arguments: [
      (#"{"a":\#(tensor("[1]", "[0,4]")),"b":\#(tensor("[1]", "[2,6]"))}"#, 6),
      (#"{"a":\#(tensor("[1]", "[0,4]")),"b":\#(tensor("[1]", "[0,4]"))}"#, 4),
      (#"{"a":\#(tensor("[1]", "[0,4]")),"b":\#(tensor("[1]", "[5,9]"))}"#, 9),
      (#"{"a":\#(tensor("[1]", "[1,5]"))}"#, 5),
      (#"{"a":\#(tensor("[1]", "[0,4]"))}"#, 5),
      (#"{"a":\#(tensor("[1]", "[0,4]"))}"#, 3),
      (#"{"a":\#(tensor("[2]", "[0,4]"))}"#, 4),
      (#"{"a":\#(tensor("[4294967296,4294967296]", "[0,0]"))}"#, 0),
      (#"{"a":\#(tensor("[9223372036854775807,2]", "[0,0]"))}"#, 0),
      (#"{"a":\#(tensor("[4611686018427387904]", "[0,0]"))}"#, 0),
      (#"{"a":\#(tensor("[1]", "[9223372036854775803,9223372036854775807]"))}"#, 4),
      (#"{"a":\#(tensor("[0]", "[1,1]"))}"#, 0),
      ("{}", 1),
    ])
  func places(header: String, data: Int) {
    #expect(throws: SafetensorsError.self) {
      try Safetensors(bytes: file(header, data: data), file: "hostile")
    }
  }

  @Test("empty tensors may share a place, and a zero extent empties a huge shape")
  func emptyTensors() throws {
    let header =
      #"{"a":\#(tensor("[0,9223372036854775807,9]", "[0,0]")),"b":\#(tensor("[0]", "[0,0]"))}"#
    #expect(try Safetensors(bytes: file(header), file: "f").entries.count == 2)
  }

  @Test("nesting of any depth is refused without exhausting the stack")
  func nesting() {
    let depth = 1_000_000
    for open in ["[", "{\"a\":", "{\"a\":["] {
      #expect(throws: SafetensorsError.self) {
        try Safetensors(bytes: file(String(repeating: open, count: depth)), file: "deep")
      }
      #expect(throws: SafetensorsError.self) {
        let header = "{\"a\":{\"shape\":" + String(repeating: open, count: depth)
        _ = try Safetensors(bytes: file(header), file: "deep")
      }
    }
  }

  @Test("sizes of the header beyond the file or the cap are refused before anything is read")
  func headerSizes() {
    let sizes: [UInt64] = [1, 100_000_001, 1 << 40, 1 << 63, .max]
    for size in sizes {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: size >> UInt64(8 * $0)) }
      let error = #expect(throws: SafetensorsError.self) {
        try Safetensors(bytes: bytes, file: "size")
      }
      #expect(
        error
          == .malformed(
            file: "size", byte: 0, problem: "a header of \(size) bytes, where at most 0 can be"))
    }
  }

  @Test("too many tensors and too many axes are refused")
  func counts() throws {
    func many(_ count: Int) -> [UInt8] {
      let members = (0..<count).map { "\"\($0)\":" + tensor("[0]", "[0,0]") }
      return file("{" + members.joined(separator: ",") + "}")
    }
    #expect(try Safetensors(bytes: many(65_536), file: "f").entries.count == 65_536)
    #expect(throws: SafetensorsError.self) { try Safetensors(bytes: many(65_537), file: "f") }
    func rank(_ count: Int) -> [UInt8] {
      let shape = "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
      return file("{\"a\":\(tensor(shape, "[0,4]"))}", data: 4)
    }
    #expect(try Safetensors(bytes: rank(64), file: "f").entries[0].shape.count == 64)
    #expect(throws: SafetensorsError.self) { try Safetensors(bytes: rank(65), file: "f") }
  }

  @Test("a name in a message is cut and cannot drive the terminal")
  func names() {
    let name = "\\u001b[2J" + String(repeating: "x", count: 500)
    let header = "{\"\(name)\":\(tensor("[2]", "[0,4]"))}"
    let error = #expect(throws: SafetensorsError.self) {
      try Safetensors(bytes: file(header, data: 4), file: "f")
    }
    let message = error?.description ?? ""
    #expect(
      message.hasPrefix("f, tensor \"\\u{1B}[2Jx") || message.hasPrefix("f, tensor \"\\u{001B}"))
    #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 } && message.count < 300)
  }
}
