/// Checks a topology file before hwloc sees it.
///
/// hwloc 2.9 trusts its XML: a set it cannot parse fails an assertion, an object whose
/// `complete_cpuset` is missing is dereferenced, and a processor number of 4 billion allocates
/// half a gigabyte. Each would take the whole process down. The check covers well-formed nesting
/// and the attributes that hwloc dereferences, in one pass, and knows the line for the message.
struct TopologyXML {
  /// Larger files are refused; a machine with 1,024 processors needs about 1 MB.
  static let maximumBytes = 64 << 20
  /// hwloc reads nested objects recursively.
  static let maximumDepth = 128

  private let bytes: [UInt8]
  private let path: String
  private var position = 0
  private var line = 1
  private var open: [String] = []
  private var hasRoot = false

  /// - Throws: `TopologyError.xml` with the line of the first fault.
  static func check(_ bytes: [UInt8], path: String) throws(TopologyError) {
    var scanner = TopologyXML(bytes: bytes, path: path)
    try scanner.scan()
  }

  private init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  private func fault(_ reason: String) -> TopologyError {
    // Names and values are those of the file, and the sentence may go to a terminal.
    var text = ""
    for scalar in reason.unicodeScalars.prefix(400) {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
      default: text += String(scalar)
      }
    }
    return .xml(path: path, line: line, reason: text)
  }

  private mutating func scan() throws(TopologyError) {
    while let byte = next() {
      if byte == UInt8(ascii: "<") {
        try scanMarkup()
      } else if open.isEmpty, !isSpace(byte) {
        throw fault(hasRoot ? "text follows the last element" : "the file does not begin with <")
      }
    }
    if let element = open.last { throw fault("the file ends inside <\(element)>") }
    if !hasRoot { throw fault("there is no <topology> element") }
  }

  private mutating func scanMarkup() throws(TopologyError) {
    switch peek {
    case UInt8(ascii: "?"), UInt8(ascii: "!"):
      // Declarations hold no angle brackets in hwloc's files; entities are not among them.
      guard open.isEmpty, !hasRoot else { throw fault("a declaration stands inside the topology") }
      while let byte = next() {
        if byte == UInt8(ascii: ">") { return }
      }
      throw fault("the file ends inside a declaration")
    case UInt8(ascii: "/"):
      _ = next()
      let name = scanName()
      guard name == open.last else {
        throw fault("</\(name)> closes nothing that is open")
      }
      open.removeLast()
      guard next() == UInt8(ascii: ">") else { throw fault("</\(name) does not end with >") }
    default:
      try scanElement()
    }
  }

  private mutating func scanElement() throws(TopologyError) {
    let name = scanName()
    guard !name.isEmpty else { throw fault("an element has no name") }
    if open.isEmpty {
      guard !hasRoot, name == "topology" else {
        throw fault("<\(name)> stands where <topology> is expected")
      }
      hasRoot = true
    }
    var attributes: [String: String] = [:]
    while true {
      skipSpace()
      switch next() {
      case UInt8(ascii: ">"):
        guard open.count < Self.maximumDepth else {
          throw fault("elements nest more than \(Self.maximumDepth) deep")
        }
        open.append(name)
        return try checkAttributes(of: name, attributes)
      case UInt8(ascii: "/"):
        guard next() == UInt8(ascii: ">") else { throw fault("<\(name) does not end with />") }
        return try checkAttributes(of: name, attributes)
      case nil:
        throw fault("the file ends inside <\(name)>")
      default:
        position -= 1
        let attribute = scanName()
        guard !attribute.isEmpty, next() == UInt8(ascii: "="), next() == UInt8(ascii: "\"") else {
          throw fault("<\(name)> holds a malformed attribute")
        }
        guard attributes[attribute] == nil else {
          throw fault("<\(name)> has the attribute \(attribute) twice")
        }
        attributes[attribute] = try scanValue(of: attribute)
      }
    }
  }

  private mutating func scanValue(of attribute: String) throws(TopologyError) -> String {
    let start = position
    while let byte = peek, byte != UInt8(ascii: "<"), byte != UInt8(ascii: "\n"), byte != 0 {
      position += 1
      if byte == UInt8(ascii: "\"") {
        return String(decoding: bytes[start..<position - 1], as: UTF8.self)
      }
    }
    throw fault("the value of \(attribute) does not end with a quote")
  }

  private mutating func scanName() -> String {
    let start = position
    while let byte = peek, isNameByte(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while let byte = peek, isSpace(byte) { _ = next() }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func next() -> UInt8? {
    guard let byte = peek else { return nil }
    position += 1
    if byte == UInt8(ascii: "\n") { line += 1 }
    return byte
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: ":"), UInt8(ascii: "."):
      return true
    default:
      return false
    }
  }
}

extension TopologyXML {
  private static let setNames = ["cpuset", "nodeset"]

  private func checkAttributes(
    of element: String, _ attributes: [String: String]
  ) throws(TopologyError) {
    for (name, value) in attributes where Self.setNames.contains(where: name.hasSuffix) {
      guard Self.isBitmap(value) else {
        throw fault("\(name)=\"\(value.prefix(40))\" is no set of processors or nodes")
      }
    }
    guard element == "object" else { return }
    let type = attributes["type"] ?? "without a type"
    for name in Self.setNames where attributes[name] != nil {
      guard attributes["complete_\(name)"] != nil else {
        throw fault("an object (\(type)) has a \(name) but no complete_\(name)")
      }
    }
    if attributes["cpuset"] != nil, attributes["nodeset"] == nil {
      throw fault("an object (\(type)) has a cpuset but no nodeset")
    }
    if type == "PU" || type == "NUMANode" {
      guard let text = attributes["os_index"], let number = UInt32(text),
        number <= CPUSet.maximumProcessor
      else {
        throw fault("a \(type) has no os_index between 0 and \(CPUSet.maximumProcessor)")
      }
    }
  }

  /// Whether the text is hwloc's list of 32-bit words, most significant first, such as
  /// `0x3,,0x0000ffff`, whose zero words may be empty. Infinite sets (`0xf...f`) are refused.
  private static func isBitmap(_ text: String) -> Bool {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    guard words.first?.isEmpty == false, words.last?.isEmpty == false else { return false }
    guard words.count <= (CPUSet.maximumProcessor + 1) / 32 else { return false }
    return words.allSatisfy { word in
      guard !word.isEmpty else { return true }
      guard word.hasPrefix("0x"), (3...10).contains(word.utf8.count) else { return false }
      return word.dropFirst(2).allSatisfy { $0.isASCII && $0.isHexDigit }
    }
  }
}
