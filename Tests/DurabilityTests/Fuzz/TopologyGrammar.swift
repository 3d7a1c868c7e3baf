/// Makes topology files by hwloc's grammar, most of them nearly sound and some of them not at all.
///
/// Bytes changed at random seldom get past the first tag. These inputs are well-formed but for a
/// few, so that they come to what stands behind: types in every order, sets and numbers at the
/// edges, and many or deep or equal objects.
struct TopologyGrammar {
  private var random: Mutator
  private var text = ""
  private var processor: Int
  private var node = 0
  private let step: Int
  /// One value in so many is odd.
  private let oddity: Int
  private let isOld: Bool

  /// The same input for the same seed and number.
  static func input(seed: UInt64, number: Int) -> [UInt8] {
    var grammar = TopologyGrammar(Mutator(seed: seed, number: number))
    return grammar.file()
  }

  private init(_ mutator: Mutator) {
    random = mutator
    oddity = [1_000_000, 1_000_000, 3000, 300, 40][random.next(5)]
    step = random.next(8) == 0 ? [64, 900][random.next(2)] : 1 + random.next(2)
    processor = random.next(8) == 0 ? [100, 60_000][random.next(2)] : 0
    isOld = random.next(8) == 0
  }

  private mutating func file() -> [UInt8] {
    let machine = part("Machine", depth: 1 + random.next(6))
    text += pick([
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">\n", "",
      "<?xml version=\"1.0\"?>\n", "\n", "<!-- a -->",
    ])
    if isOdd {
      text += pick([
        "<?xml version=\"1.0\" encoding=\"UTF-7\"?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<?b c?>",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "\u{FEFF}", "<![CDATA[",
        "<!DOCTYPE a SYSTEM",
      ])
    }
    let version = isOld ? "" : " version=\"\(isOdd ? pick(["3.0", "2.9", "0", "", "1"]) : "2.0")\""
    text += "<topology\(version)>"
    write(machine, inside: nil)
    for _ in 0..<random.next(4) { writeAfter(machine) }
    text += "</topology>\n"
    if random.next(200) == 0 { return text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }
    return Array(text.utf8)
  }

  private var isOdd: Bool { mutating get { random.next(oddity) == 0 } }

  private mutating func pick<T>(_ values: [T]) -> T { values[random.next(values.count)] }
}

// The tree.
extension TopologyGrammar {
  private struct Part {
    let type: String
    var number: Int
    var processors: [Int] = []
    var parts: [Part] = []
  }

  private static let containers = [
    "Package", "Core", "Group", "Group", "L1Cache", "L2Cache", "L3Cache", "L1iCache",
  ]
  private static let others = [
    "NUMANode", "NUMANode", "MemCache", "Bridge", "PCIDev", "OSDev", "Misc", "Machine",
  ]

  private mutating func part(_ type: String, depth: Int) -> Part {
    var part = Part(type: type, number: random.next(4))
    if type == "PU" {
      part.number = processor
      part.processors = [processor]
      processor = min(processor + step, 70_000)
      return part
    }
    if type == "Machine" || random.next(12) == 0 { part.parts.append(memory()) }
    if depth > 0, random.next(800) == 0 {
      // Many, all alike.
      let kind = pick(Self.containers + Self.others + ["PU"])
      for _ in 0..<pick([100, 1000, 3000]) { part.parts.append(self.part(kind, depth: 0)) }
    }
    if depth > 0 {
      for _ in 0...random.next(2) {
        let deeper = random.next(5) == 0 ? 0 : depth - 1
        let kind = deeper == 0 ? "PU" : pick(Self.containers)
        part.parts.append(self.part(kind, depth: deeper))
      }
    }
    if depth > 0, random.next(25) == 0 {
      part.parts.append(self.part(pick(Self.others), depth: random.next(5) / 4))
    }
    if random.next(200) == 0 {
      for _ in 0..<pick([3, 40, 120]) {
        part = Part(type: pick(Self.containers), number: 0, processors: [], parts: [part])
      }
      part = Part(type: type, number: 0, processors: [], parts: [part])
    }
    part.processors = part.parts.flatMap { $0.type == "NUMANode" ? [] : $0.processors }
    for index in part.parts.indices where part.parts[index].type == "NUMANode" {
      part.parts[index].processors = part.processors
    }
    return fill(part)
  }

  /// Gives the sets of what was wrapped without any.
  private func fill(_ part: Part) -> Part {
    var part = part
    part.parts = part.parts.map { $0.processors.isEmpty ? fill($0) : $0 }
    if part.processors.isEmpty { part.processors = part.parts.flatMap(\.processors) }
    return part
  }

  private mutating func memory() -> Part {
    defer { node += 1 }
    return Part(type: "NUMANode", number: node)
  }
}

// The text.
extension TopologyGrammar {
  private static let types =
    containers + others + [
      "PU", "Die", "pu", "P&#85;", "P&#x55;", "Cache", "Socket", "System", "Node", "L2dCache",
      "L9Cache",
      "Tile", "Module", "", "L3", "core", "NUMA", "L4Cache", "L5Cache", "L2iCache",
    ]
  private static let numbers = [
    "0", "1", "-1", "2147483647", "4294967294", "4294967295", "4294967296", "9223372036854775807",
    "18446744073709551615", "18446744073709551616", "99999999999999999999999", "0x10", " 1", "",
    "&#49;", "65535", "65536", "1e3", "+1", "104", "3",
  ]

  private mutating func attribute(_ name: String, _ value: String) {
    var value = value
    if isOdd {
      switch name {
      case "type": value = pick(Self.types)
      case _ where name.hasSuffix("set"): value = oddSet()
      default: value = pick(Self.numbers)
      }
    }
    let times = isOdd ? random.next(3) : 1
    for _ in 0..<times { text += " \(name)=\"\(value)\"" }
  }

  private mutating func oddSet() -> String {
    pick([
      "0x0", "0xf...f", "0xf...f,0x1", "", ",", "0x", "0x1", "0x3,,", "0xg", "0x100000000",
      "0x80000000" + String(repeating: ",", count: 2046) + "0x0", "&#48;x1",
      "0x1" + String(repeating: ",0xffffffff", count: pick([10, 2047, 2048, 20_000])),
      Self.set([random.next(4)]), Self.set([random.next(65_536)]),
    ])
  }

  private static func set(_ numbers: [Int]) -> String {
    var words = [UInt32](repeating: 0, count: (numbers.max() ?? 0) / 32 + 1)
    for number in numbers { words[number / 32] |= 1 << UInt32(number % 32) }
    let texts = words.enumerated().map { index, word in
      word == 0 && index > 0 ? "" : "0x" + String(word, radix: 16)
    }
    return texts.reversed().joined(separator: ",")
  }

  private mutating func write(_ part: Part, inside parent: String?) {
    guard text.utf8.count < 1 << 20 else { return }
    let cacheDepth = part.type.hasSuffix("Cache") ? part.type.dropFirst().prefix(1) : ""
    let isOldCache = isOld && !cacheDepth.isEmpty && part.type != "MemCache"
    text += "<object"
    attribute("type", isOldCache ? "Cache" : part.type)
    if part.type == "PU" || part.type == "NUMANode" || random.next(2) == 0 {
      attribute("os_index", String(part.number))
    }
    if !["Bridge", "PCIDev", "OSDev", "Misc"].contains(part.type) {
      let set = Self.set(part.processors)
      let isEmpty = part.processors.isEmpty
      attribute("cpuset", isEmpty ? "0x0" : set)
      attribute("complete_cpuset", isEmpty ? "0x0" : set)
      let nodes = part.type == "NUMANode" ? Self.set([part.number]) : "0x1"
      attribute("nodeset", nodes)
      attribute("complete_nodeset", nodes)
      if parent == nil, random.next(2) == 0 {
        attribute("allowed_cpuset", set)
        attribute("allowed_nodeset", "0x1")
      }
    }
    if !cacheDepth.isEmpty {
      attribute("depth", String(cacheDepth))
      attribute("cache_type", part.type.contains("i") ? "2" : "0")
      attribute("cache_size", "32768")
    }
    if part.type == "Group" {
      attribute("kind", String(random.next(3)))
      attribute("subkind", String(pick([0, 0, random.next(3), random.next(100_000)])))
      if random.next(5) == 0 { attribute("dont_merge", "1") }
    }
    if part.type == "NUMANode" { attribute("local_memory", "1073741824") }
    if random.next(20) == 0 { attribute("gp_index", "7") }
    if random.next(100) == 0 {
      text += pick([
        " subtype=\"MCDRAM\"", " subtype=\"Die\"", " subtype=\"&#32;&gt;\"", " bridge_pci=\"0x1\"",
      ])
    }
    text += ">"
    if random.next(30) == 0 {
      text += pick([
        "<info name=\"a\" value=\"b\"/>", "<page_type size=\"4096\" count=\"1\"/>",
        "<userdata>a</userdata>",
        "<info/>", "<distances nbobjs=\"4000000000\"/>", "<page_type size=\"-1\"/>",
      ])
    }
    if isOdd { text += pick(["text", "<b/>", "<object/>", "</c>", "&#60;object/>", "<!-- -->"]) }
    for inner in part.parts { write(inner, inside: part.type) }
    text += "</object>\n"
  }

  /// What stands beside the machine.
  private mutating func writeAfter(_ machine: Part) {
    switch random.next(6) {
    case 0, 1:
      for _ in 0..<pick([1, 2, 5, 20, random.next(70)]) {
        text += "<cpukind"
        let some = machine.processors.filter { _ in random.next(2) == 0 }
        attribute("cpuset", Self.set(some))
        if random.next(2) == 0 { attribute("forced_efficiency", String(random.next(3))) }
        text += "><info"
        attribute("name", pick(["CoreType", "FrequencyMaxMHz", "LinuxCapacity", "Other"]))
        attribute("value", String(random.next(3)))
        text += "/></cpukind>"
      }
    case 2:
      text += "<distances2 type=\"NUMANode\""
      attribute("nbobjs", "4000000000")
      attribute("kind", "5")
      text += " indexing=\"os\"><indexes length=\"4\">0 1 </indexes></distances2>"
    case 3:
      text += "<memattr name=\"Bandwidth\""
      attribute("flags", "5")
      text += "><memattr_value target_obj_type=\"NUMANode\""
      attribute("target_obj_gp_index", "1")
      attribute("value", "1")
      attribute("initiator_cpuset", "0x1")
      text += "/></memattr>"
    case 4: text += "<support name=\"discovery.pu\"/>"
    default: text += isOdd ? "<object type=\"Machine\"/>" : "<later a=\"b\"><c/></later>"
    }
  }
}
