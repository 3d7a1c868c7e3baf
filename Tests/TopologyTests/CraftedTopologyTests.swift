import Foundation
import Testing
import Topology

/// Files that hwloc would read otherwise than it seems, or at a price.
@Suite struct CraftedTopologyTests {
  private static let sets =
    "cpuset=\"0x1\" complete_cpuset=\"0x1\" nodeset=\"0x1\" complete_nodeset=\"0x1\""
  private static let node = "<object type=\"NUMANode\" os_index=\"0\" \(sets)/>"
  private static let processor = "<object type=\"PU\" os_index=\"0\" \(sets)/>"

  private static func object(_ type: String, _ more: String = "", _ parts: String) -> String {
    "<object type=\"\(type)\" \(sets) \(more)>\(parts)</object>"
  }

  private static func topology(_ objects: String, after: String = "", head: String = "") -> String {
    "\(head)<topology version=\"2.0\">\(objects)\(after)</topology>"
  }

  private static func machine(_ parts: String) -> String {
    topology(object("Machine", "", node + parts))
  }

  private func load(_ bytes: some Sequence<UInt8>) throws(TopologyError) -> Machine {
    try Machine.load(xml: Array(bytes), path: "m.xml", mask: nil, quota: nil)
  }

  private func reason(_ bytes: some Sequence<UInt8>) -> String? {
    guard case .xml(_, _, let reason) = thrown({ () throws(TopologyError) in try load(bytes) })
    else { return nil }
    return reason
  }

  @Test("the least machine is one, and hwloc 1 may have written it")
  func least() throws {
    #expect(try load(Self.machine(Self.processor).utf8).processors == 1)
    let old = "<topology>" + Self.object("System", "", Self.processor) + "</topology>"
    #expect(try load(old.utf8).numaNodes == 1)
    // As its early releases did, without sets of nodes and of what is offline.
    let bare = old.replacing(#/ (complete_cpuset|nodeset|complete_nodeset)="0x1"/#, with: "")
    #expect(bare != old)
    let machine = try load(bare.utf8)
    #expect(machine.numaNodes == 1 && machine.processors == 1)
    let new = Self.machine(Self.processor).replacing(" complete_cpuset=\"0x1\"", with: "")
    #expect(reason(new.utf8)?.hasSuffix("has a cpuset but no complete_cpuset") == true)
  }

  @Test("hwloc 3 writes processors as hwloc 2 does, and later versions are not guessed at")
  func versions() throws {
    let two = Self.machine(Self.processor)
    let three = two.replacing("version=\"2.0\"", with: "version=\"3.0\"")
    let (newer, older) = (try load(three.utf8), try load(two.utf8))
    #expect(newer.root == older.root)
    let four = two.replacing("version=\"2.0\"", with: "version=\"4.0\"")
    #expect(reason(four.utf8) == "the version is \"4.0\", and only 1, 2 and 3 are read")
  }

  @Test("a node of hwloc 1 around its processors becomes one beside them")
  func old() throws {
    let cache = "<object type=\"Cache\" depth=\"2\" cache_size=\"7\" \(Self.sets)>"
    let old =
      "<topology><object type=\"Machine\" cpuset=\"0x3\" complete_cpuset=\"0x3\">"
      + Self.object("NUMANode", "os_index=\"5\"", cache + Self.processor + "</object>")
      .replacing("nodeset=\"0x1\"", with: "nodeset=\"0x20\"")
      + "<object type=\"Socket\" cpuset=\"0x2\" complete_cpuset=\"0x2\"><object type=\"PU\""
      + " os_index=\"1\" cpuset=\"0x2\" complete_cpuset=\"0x2\"/></object></object></topology>"
    let machine = try load(old.utf8)
    #expect(machine.allowedCores.map(\.numaNode) == [5, nil])
    #expect(machine.caches.l2?.bytes == 7)
    #expect(machine.packages == 1)
  }

  @Test(
    "a first object that is no machine is refused",
    arguments: [
      "NUMANode", "MemCache", "Bridge", "PCIDev", "OSDev", "Misc", "PU", "Core", "Group", "pu", "",
    ])
  func first(type: String) {
    let text = Self.topology(Self.object(type, "os_index=\"0\"", Self.node))
    #expect(reason(text.utf8) == "the first object is a \(type), not a Machine")
    let old = text.replacing(" version=\"2.0\"", with: "")
    #expect(reason(old.utf8) == "the first object is a \(type), not a Machine")
  }

  @Test("other encodings and declarations are refused")
  func encodings() {
    let sound = Self.machine(Self.processor)
    for encoding in ["UTF-7", "UTF-16", "IBM037", "ISO-8859-1"] {
      let text = "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>" + sound
      #expect(reason(text.utf8) == "the encoding is \(encoding), and only UTF-8 is read")
    }
    let sixteen = sound.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    #expect(reason([0xFE, 0xFF] + sixteen) == "the file is not UTF-8 text; save it as UTF-8")
    #expect(reason(sixteen) == "the file is not UTF-8 text; save it as UTF-8")
    #expect(reason([0x4C, 0x6F, 0xA7, 0x94, 0x93]) == "the file does not begin with <")
    let entity = "<!DOCTYPE topology [<!ENTITY a \"PU\">]>" + sound
    #expect(reason(entity.utf8) == "the DOCTYPE holds declarations of its own; remove them")
    let used = sound.replacing("\"PU\"", with: "\"&a;\"")
    #expect(
      reason(used.utf8)
        == "&a; in the value of type stands for no character; declarations are not read")
    let text = Self.topology("+ADw-object")
    #expect(reason(text.utf8) == "text stands inside <topology>, which holds elements only")
  }

  @Test("types are known by their exact names, however their letters are written")
  func types() throws {
    for name in ["pu", "PUs", "CORE", "L2dCache", "L6Cache", "Tile"] {
      let text = Self.machine(Self.object(name, "os_index=\"4294967294\"", ""))
      #expect(reason(text.utf8) == "the type \"\(name)\" is not known")
    }
    let written = Self.machine(Self.processor.replacing("\"PU\"", with: "\"P&#x55;\""))
    #expect(try load(written.utf8).processors == 1)
    let large = written.replacing("os_index=\"0\" cpu", with: "os_index=\"&#52;294967294\" cpu")
    #expect(reason(large.utf8) == "a NUMANode has no os_index between 0 and 65535")
  }

  @Test("numbers and sets out of bounds are refused")
  func numbers() {
    let most = "18446744073709551616"
    let cache = Self.machine(Self.object("L2Cache", "cache_size=\"\(most)\"", Self.processor))
    #expect(reason(cache.utf8) == "cache_size=\"\(most)\" is no number from 0 to \(1 << 50)")
    let negative = Self.machine(Self.object("Core", "os_index=\"-1\"", Self.processor))
    #expect(reason(negative.utf8) == "os_index=\"-1\" is no number from 0 to 4294967295")
    let long = "0x1" + String(repeating: ",0xffffffff", count: 2048)
    let wide = Self.machine(Self.processor.replacing("0x1", with: long))
    #expect(reason(wide.utf8)?.hasSuffix("is no set of processors or nodes") == true)
    let megabytes = Self.machine(Self.processor.replacing("0x1", with: long + long + long + long))
    #expect(reason(megabytes.utf8) == "the value of cpuset is longer than 64 KiB")
  }

  @Test("objects that do not lie in each other as processors do are refused")
  func structure() {
    for (parts, expected) in [
      (Self.processor + Self.processor, "two PUs have the number 0"),
      (Self.node + Self.processor, "two NUMANodes have the number 0"),
      ("", "Machine says that it has the processors 0, and its PUs are none"),
      (
        Self.object("PU", "os_index=\"1\"", ""),
        "the cpuset or complete_cpuset of PU 1 is not its own number"
      ),
      (Self.object("PU", "os_index=\"0\"", Self.processor), "a PU stands inside a PU"),
      (Self.object("Misc", "", Self.processor), "a PU stands inside a Misc"),
      (Self.object("Bridge", "", Self.node), "a NUMANode stands inside a device"),
      (Self.object("MemCache", "", Self.processor), "a PU stands inside a MemCache"),
      (Self.processor + "<b/>", "<b> stands where no such element may be"),
    ] {
      #expect(reason(Self.machine(parts).utf8) == expected)
    }
    let bare = Self.topology(Self.object("Machine", "", Self.processor))
    #expect(reason(bare.utf8) == "there is no NUMANode in the Machine")
    let second = Self.topology(
      Self.object("Machine", "", Self.node + Self.processor), after: Self.object("Machine", "", ""))
    #expect(
      reason(second.utf8) == "an object follows the Machine, which should hold all of them")
  }

  @Test("thousands of objects, groups, kinds and orders are refused before they cost anything")
  func many() {
    func repeated(_ count: Int, _ body: (Int) -> String) -> String {
      (0..<count).map(body).joined()
    }
    func single(_ number: Int) -> String {
      let set =
        "\"0x\(String(1 << (number % 32), radix: 16))\(String(repeating: ",", count: max(0, number / 32 - 1)))\(number < 32 ? "" : ",0x0")\""
      return "cpuset=\(set) complete_cpuset=\(set)"
    }
    let all = "\"0xffffffff\(String(repeating: ",0xffffffff", count: 127))\""
    func full(_ parts: String, after: String = "") -> String {
      Self.topology(
        "<object type=\"Machine\" cpuset=\(all) complete_cpuset=\(all)>\(Self.node)\(parts)</object>",
        after: after)
    }
    func processor(_ number: Int) -> String {
      "<object type=\"PU\" os_index=\"\(number)\" \(single(number))/>"
    }
    let groups = full(
      repeated(4096) {
        "<object type=\"Group\" subkind=\"\($0)\" \(single($0))>\(processor($0))</object>"
      })
    #expect(reason(groups.utf8) == "there are more than 64 kinds of groups")
    let equal = Self.machine(repeated(1000) { _ in Self.object("Group", "", Self.processor) })
    #expect(reason(equal.utf8) == "two PUs have the number 0")
    let empty = Self.machine(
      Self.processor
        + repeated(40_000) { _ in "<object type=\"Group\" cpuset=\"0x0\" complete_cpuset=\"0x0\"/>"
        })
    #expect(reason(empty.utf8) == "there are more than 32768 objects")
    let kinds = full(
      repeated(4096, processor), after: repeated(65) { _ in "<cpukind cpuset=\"0x1\"/>" })
    #expect(reason(kinds.utf8) == "there are more than 64 cpukinds")
    let names = ["Package", "Core", "L1Cache", "L2Cache", "L3Cache", "L4Cache", "L5Cache", "Die"]
    let orders = full(
      repeated(4096) { number in
        (0..<7).reduce(processor(number)) { inner, level in
          let type = names[(number >> level ^ number * 7 + level * 5) & 7]
          return "<object type=\"\(type)\" \(single(number))>\(inner)</object>"
        }
      })
    #expect(
      [
        "the types of its objects contain each other in too many orders",
        "the sets of processors take more than 8 MiB",
      ].contains(reason(orders.utf8)))
  }
}
