/// The opening tag of an element, and its attributes read as what they should be.
struct XMLElement {
  let name: String
  let line: Int
  let attributes: [String: String]

  func fault(_ reason: String) -> XMLFault { XMLFault(line: line, reason) }

  /// A decimal number, nil when the attribute is missing.
  func number(_ name: String, atMost maximum: UInt64) throws(XMLFault) -> UInt64? {
    guard let text = attributes[name] else { return nil }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = UInt64(text), number <= maximum
    else { throw fault("\(name)=\"\(text.prefix(40))\" is no number from 0 to \(maximum)") }
    return number
  }

  /// A set of processors or nodes, nil when the attribute is missing.
  func set(_ name: String) throws(XMLFault) -> CPUSet? {
    guard let text = attributes[name] else { return nil }
    guard let set = CPUSet(hwlocText: text) else {
      throw fault("\(name)=\"\(text.prefix(40))\" is no set of processors or nodes")
    }
    return set
  }

  /// A short text that may be printed, nil when the attribute is missing. hwloc exports nothing
  /// beyond ASCII.
  func label(_ name: String) throws(XMLFault) -> String? {
    guard let text = attributes[name] else { return nil }
    guard text.utf8.count <= 100, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw fault("\(name)=\"\(text.prefix(40))\" is no text of at most 100 ASCII letters")
    }
    return text
  }
}
