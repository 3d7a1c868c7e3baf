/// Reads the JSON of a safetensors header, and nothing else that is JSON.
///
/// The format allows two levels of objects with known members, so the parser needs no recursion
/// and nesting cannot exhaust the stack. A general JSON parser would also keep one of two members
/// of the same name silently, and turn large integers into floating point. Members other than
/// dtype, shape and data_offsets are refused.
struct SafetensorsHeaderParser {
  private(set) var tensors: [SafetensorsHeader.Tensor] = []
  private(set) var metadata: [String: String] = [:]

  private let bytes: [UInt8]
  private let file: String
  private var position = 0

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Reads the whole header, to its end.
  mutating func parse() throws(SafetensorsError) {
    // Unlike JSON, the format allows no space before the first brace.
    try expect("{", "the header must begin with {")
    var names: Set<String> = []
    var isMetadataRead = false
    try members(closedBy: "}") { (parser) throws(SafetensorsError) in
      let start = parser.position
      let name = try parser.name()
      if name == SafetensorsHeader.metadataKey {
        guard !isMetadataRead else {
          throw parser.malformed("\(name) appears twice", at: start)
        }
        isMetadataRead = true
        try parser.readMetadata()
        return
      }
      guard names.insert(name).inserted else {
        let quoted = SafetensorsError.quoted(name)
        throw parser.malformed("the tensor name \(quoted) appears twice", at: start)
      }
      guard names.count <= SafetensorsHeader.maximumTensorCount else {
        throw parser.malformed(
          "more than \(SafetensorsHeader.maximumTensorCount) tensors", at: start)
      }
      try parser.readTensor(name)
    }
    skipSpace()
    guard position == bytes.count else { throw malformed("text after the header's end") }
  }

  private mutating func readMetadata() throws(SafetensorsError) {
    try expect("{", "\(SafetensorsHeader.metadataKey) must be an object of strings")
    try members(closedBy: "}") { (parser) throws(SafetensorsError) in
      let start = parser.position
      let key = try parser.name()
      let value = try parser.string()
      guard parser.metadata.count < SafetensorsHeader.maximumMetadataCount else {
        throw parser.malformed(
          "more than \(SafetensorsHeader.maximumMetadataCount) metadata keys", at: start)
      }
      guard parser.metadata.updateValue(value, forKey: key) == nil else {
        let quoted = SafetensorsError.quoted(key)
        throw parser.malformed("the metadata key \(quoted) appears twice", at: start)
      }
    }
  }

  private mutating func readTensor(_ name: String) throws(SafetensorsError) {
    let start = position
    try expect("{", "a tensor must be an object")
    var type: TensorType?
    var shape: [Int]?
    var offsets: [Int]?
    try members(closedBy: "}") { (parser) throws(SafetensorsError) in
      let start = parser.position
      let key = try parser.name()
      switch key {
      case "dtype" where type == nil:
        let place = parser.position
        let text = try parser.string()
        guard let known = TensorType(rawValue: text) else {
          let quoted = SafetensorsError.quoted(text)
          throw parser.malformed("the element type \(quoted) is unknown", at: place)
        }
        type = known
      case "shape" where shape == nil:
        shape = try parser.integers(atMost: SafetensorsHeader.maximumRank)
      case "data_offsets" where offsets == nil:
        offsets = try parser.integers(atMost: 2)
      case "dtype", "shape", "data_offsets":
        throw parser.malformed("\(key) appears twice", at: start)
      default:
        let quoted = SafetensorsError.quoted(key)
        throw parser.malformed("the member \(quoted) is unknown", at: start)
      }
    }
    guard let type, let shape, let offsets else {
      throw malformed("a tensor needs dtype, shape and data_offsets", at: start)
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw malformed("data_offsets must be a begin and an end not before it", at: start)
    }
    tensors.append(
      .init(
        entry: TensorEntry(name: name, shape: shape, type: type), range: offsets[0]..<offsets[1]))
  }

  /// Reads members divided by commas up to `close`, `body` one at a time.
  private mutating func members(
    closedBy close: Unicode.Scalar, _ body: (inout Self) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    skipSpace()
    if take(close) { return }
    while true {
      skipSpace()
      try body(&self)
      skipSpace()
      if take(close) { return }
      try expect(",", "expected , or \(close)")
    }
  }

  private mutating func integers(atMost limit: Int) throws(SafetensorsError) -> [Int] {
    try expect("[", "expected a list of whole numbers")
    var numbers: [Int] = []
    try members(closedBy: "]") { (parser) throws(SafetensorsError) in
      let start = parser.position
      numbers.append(try parser.integer())
      guard numbers.count <= limit else {
        throw parser.malformed("a list of more than \(limit) numbers", at: start)
      }
    }
    return numbers
  }

  private mutating func integer() throws(SafetensorsError) -> Int {
    let start = position
    var value = 0
    while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(Int(bytes[position] - 0x30))
      guard !overflowed, !carried else { throw malformed("the number is too large", at: start) }
      value = sum
      position += 1
    }
    let length = position - start
    guard length > 0 else { throw malformed("expected a whole number, zero or more") }
    guard length == 1 || bytes[start] != 0x30 else {
      throw malformed("a number may not begin with 0", at: start)
    }
    return value
  }

  /// A member's name and the colon behind it.
  private mutating func name() throws(SafetensorsError) -> String {
    let name = try string()
    try colon()
    return name
  }

  private mutating func string() throws(SafetensorsError) -> String {
    let start = position
    try expect("\"", "expected a string")
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case 0x22:
        guard let string = String(validating: text, as: UTF8.self) else {
          throw malformed("the string is not UTF-8", at: start)
        }
        guard StackedMarks.areFew(in: string) else {
          throw malformed("a letter with more than \(StackedMarks.most) marks", at: start)
        }
        return string
      case 0x5C: text.append(contentsOf: try escape())
      case 0..<0x20: throw malformed("a control character in a string", at: position - 1)
      default: text.append(byte)
      }
    }
    throw malformed("the string does not end", at: start)
  }

  /// The UTF-8 of the escape sequence whose backslash was just read.
  private mutating func escape() throws(SafetensorsError) -> [UInt8] {
    let start = position - 1
    guard position < bytes.count else { throw malformed("the string does not end", at: start) }
    let byte = bytes[position]
    position += 1
    switch Unicode.Scalar(byte) {
    case "\"", "\\", "/": return [byte]
    case "b": return [0x08]
    case "f": return [0x0C]
    case "n": return [0x0A]
    case "r": return [0x0D]
    case "t": return [0x09]
    case "u":
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else {
          throw malformed("half of a surrogate pair", at: start)
        }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw malformed("half of a surrogate pair", at: start)
      }
      return Array(String(Character(scalar)).utf8)
    default:
      throw malformed("an unknown escape sequence", at: start)
    }
  }

  private mutating func hexadecimal() throws(SafetensorsError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count,
        let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue
      else { throw malformed("expected four hexadecimal digits") }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func colon() throws(SafetensorsError) {
    skipSpace()
    try expect(":", "expected :")
    skipSpace()
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard position < bytes.count, UInt32(bytes[position]) == scalar.value else { return false }
    position += 1
    return true
  }

  private mutating func expect(
    _ scalar: Unicode.Scalar, _ problem: String
  ) throws(SafetensorsError) {
    guard take(scalar) else { throw malformed(problem) }
  }

  private func malformed(_ problem: String, at place: Int? = nil) -> SafetensorsError {
    .malformed(file: file, byte: 8 + (place ?? position), problem: problem)
  }
}
