/// Reads the part of XML that hwloc writes, one tag at a time, and refuses the rest.
///
/// UTF-8 only, double quotes only, no entities of the file's own. What two parsers could read
/// differently never reaches hwloc: it gets what `XMLWriter` makes of what was read here.
struct XMLScanner {
  enum Event {
    case opened(XMLElement)
    case closed
    case ended
  }

  /// hwloc reads nested objects recursively.
  static let maximumDepth = 128
  static let maximumName = 64
  static let maximumAttributes = 64
  /// The longest set that is read has 22 kB.
  static let maximumValue = 64 << 10
  /// Elements whose text is theirs; anywhere else it would be a mistake.
  private static let textElements: Set = ["indexes", "u64values", "userdata"]

  let bytes: [UInt8]
  var position = 0
  private(set) var line = 1
  private var open: [String] = []
  private var hasRoot = false
  /// An element that closed itself is still to be reported as closed.
  private var isClosing = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  func fault(_ reason: String) -> XMLFault { XMLFault(line: line, reason) }

  /// The next tag. Whatever stands between tags and means nothing is passed over.
  mutating func next() throws(XMLFault) -> Event {
    if position == 0 { try scanDeclaration() }
    if isClosing {
      isClosing = false
      open.removeLast()
      return .closed
    }
    while let byte = take() {
      if byte == UInt8(ascii: "<") {
        if let event = try scanMarkup() { return event }
      } else if !Self.isSpace(byte) {
        try checkText(byte)
      }
    }
    if let element = open.last { throw fault("the file ends inside <\(element)>") }
    if !hasRoot { throw fault("there is no <topology> element") }
    return .ended
  }

  private func checkText(_ byte: UInt8) throws(XMLFault) {
    if let element = open.last {
      guard !Self.textElements.contains(element) else { return }
      throw fault("text stands inside <\(element)>, which holds elements only")
    }
    if hasRoot { throw fault("text follows the last element") }
    if byte >= 0x80 || byte == 0 { throw fault("the file is not UTF-8 text; save it as UTF-8") }
    throw fault("the file does not begin with <")
  }

  /// Reads the byte order mark and the XML declaration, if there are any.
  private mutating func scanDeclaration() throws(XMLFault) {
    _ = skip("\u{FEFF}")
    guard skip("<?xml") else { return }
    while true {
      skipSpace()
      if skip("?>") { return }
      let (name, value) = try scanAttribute(of: "?xml")
      if name == "encoding", !["UTF-8", "US-ASCII"].contains(value.uppercased()) {
        throw fault("the encoding is \(value), and only UTF-8 is read")
      }
    }
  }

  /// Nil for what is no element.
  private mutating func scanMarkup() throws(XMLFault) -> Event? {
    if skip("!--") {
      while position < bytes.count {
        if skip("-->") { return nil }
        _ = take()
      }
      throw fault("the file ends inside a comment")
    }
    switch peek {
    case UInt8(ascii: "?"), UInt8(ascii: "!"):
      guard open.isEmpty, !hasRoot else { throw fault("a declaration stands inside the topology") }
      guard skip("!DOCTYPE") else { throw fault("a declaration is neither <?xml nor <!DOCTYPE") }
      while let byte = take() {
        if byte == UInt8(ascii: ">") { return nil }
        if byte == UInt8(ascii: "[") {
          throw fault("the DOCTYPE holds declarations of its own; remove them")
        }
      }
      throw fault("the file ends inside a declaration")
    case UInt8(ascii: "/"):
      _ = take()
      let name = try scanName()
      guard name == open.last else {
        throw fault("</\(name)> closes nothing that is open")
      }
      skipSpace()
      guard take() == UInt8(ascii: ">") else { throw fault("</\(name) does not end with >") }
      open.removeLast()
      return .closed
    default:
      return .opened(try scanElement())
    }
  }

  private mutating func scanElement() throws(XMLFault) -> XMLElement {
    let start = line
    let name = try scanName()
    guard !name.isEmpty else { throw fault("an element has no name") }
    if open.isEmpty {
      guard !hasRoot, name == "topology" else {
        throw fault("<\(name)> stands where <topology> is expected")
      }
      hasRoot = true
    }
    guard open.count < Self.maximumDepth else {
      throw fault("elements nest more than \(Self.maximumDepth) deep")
    }
    open.append(name)
    var attributes: [String: String] = [:]
    while true {
      skipSpace()
      switch peek {
      case UInt8(ascii: ">"):
        position += 1
        return XMLElement(name: name, line: start, attributes: attributes)
      case UInt8(ascii: "/"):
        position += 1
        guard take() == UInt8(ascii: ">") else { throw fault("<\(name) does not end with />") }
        isClosing = true
        return XMLElement(name: name, line: start, attributes: attributes)
      case nil:
        throw fault("the file ends inside <\(name)>")
      default:
        let (attribute, value) = try scanAttribute(of: name)
        guard attributes.updateValue(value, forKey: attribute) == nil else {
          throw fault("<\(name)> has the attribute \(attribute) twice")
        }
        guard attributes.count <= Self.maximumAttributes else {
          throw fault("<\(name)> has more than \(Self.maximumAttributes) attributes")
        }
      }
    }
  }
}

// The letters of the language.
extension XMLScanner {
  mutating func scanName() throws(XMLFault) -> String {
    let start = position
    while let byte = peek, Self.isName(byte) { position += 1 }
    guard position - start <= Self.maximumName else {
      throw fault("a name has more than \(Self.maximumName) letters")
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  mutating func skipSpace() {
    while let byte = peek, Self.isSpace(byte) { _ = take() }
  }

  /// Passes over a text if it comes next.
  mutating func skip(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func take() -> UInt8? {
    guard let byte = peek else { return nil }
    position += 1
    if byte == UInt8(ascii: "\n") { line += 1 }
    return byte
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isName(_ byte: UInt8) -> Bool {
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
