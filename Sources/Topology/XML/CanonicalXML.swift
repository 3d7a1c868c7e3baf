/// A topology as Skein writes it: what was read and checked, and nothing else.
///
/// hwloc gets no other XML. It trusts what it reads, so that a file made by hand can make it
/// follow null pointers, fail assertions and allocate gigabytes. Here every object has the sets
/// that hwloc dereferences, siblings come in its order, and numbers are within bounds.
struct CanonicalXML {
  /// With the zero byte that hwloc wants at the end.
  private(set) var bytes: [CChar] = []

  init(_ topology: TopologyXML) {
    line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    line("<topology version=\"2.0\">")
    add(
      topology.root,
      more: [
        ("allowed_cpuset", topology.allowedProcessors?.hwlocText),
        ("allowed_nodeset", topology.allowedNodes?.hwlocText),
        ("complete_nodeset", topology.root.nodes.hwlocText),
      ])
    for kind in topology.kinds {
      let efficiency = kind.efficiency.map { String($0) }
      line(
        tag("cpukind", [("cpuset", kind.processors.hwlocText), ("forced_efficiency", efficiency)])
          + ">")
      for note in kind.notes {
        line(tag("info", [("name", note.name), ("value", note.value)]) + "/>")
      }
      line("</cpukind>")
    }
    line("</topology>")
    bytes.append(0)
  }

  private mutating func add(_ object: XMLObject, more: [(String, String?)] = []) {
    var attributes: [(String, String?)] = [
      ("type", object.type.description), ("os_index", object.number.map { String($0) }),
      ("cpuset", object.processors.hwlocText), ("complete_cpuset", object.complete.hwlocText),
      // hwloc makes it anew, but wants one where memory is attached.
      ("nodeset", object.nodes.isEmpty ? nil : object.nodes.hwlocText), ("subtype", object.name),
    ]
    switch object.type {
    case .cache(let level):
      attributes += [
        ("depth", String(level)), ("cache_type", "0"),
        ("cache_size", object.size.map { String($0) }),
      ]
    case .group(let kind, let subkind):
      attributes += [
        ("kind", String(kind)), ("subkind", String(subkind)),
        ("dont_merge", object.isKeptApart ? "1" : nil),
      ]
    default: break
    }
    line(tag("object", attributes + more) + ">")
    for node in object.memory { add(node, near: object) }
    for child in object.children { add(child) }
    line("</object>")
  }

  private mutating func add(_ node: XMLObject, near object: XMLObject) {
    let nodes = node.nodes.hwlocText
    line(
      tag(
        "object",
        [
          ("type", node.type.description), ("os_index", node.number.map { String($0) }),
          ("cpuset", object.processors.hwlocText), ("complete_cpuset", object.complete.hwlocText),
          ("nodeset", nodes), ("complete_nodeset", nodes), ("subtype", node.name),
          ("local_memory", node.size.map { String($0) }),
        ]) + "/>")
  }

  private func tag(_ name: String, _ attributes: [(String, String?)]) -> String {
    attributes.reduce("<" + name) { text, attribute in
      attribute.1.map { "\(text) \(attribute.0)=\"\(Self.escaped($0))\"" } ?? text
    }
  }

  private mutating func line(_ text: String) {
    bytes.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
    bytes.append(CChar(bitPattern: UInt8(ascii: "\n")))
  }

  private static func escaped(_ text: String) -> String {
    guard text.contains(where: { "&<>\"".contains($0) }) else { return text }
    return text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}
