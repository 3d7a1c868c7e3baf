import Skein
import Testing
import Topology

@Suite("Topology drawing")
struct TopologyDrawingTests {
  /// Every text lies in the page, texts do not meet, and boxes are nested or apart. Gives the
  /// shapes.
  @discardableResult
  private func check(_ machine: Machine, _ placement: Placement) throws -> SVGShapes {
    let svg = TopologyDrawing(machine, placement).svg()
    #expect(svg == TopologyDrawing(machine, placement).svg())
    let shapes = try SVGShapes.read(svg)
    for box in shapes.rectangles + shapes.texts.map(\.box) where !shapes.page.holds(box) {
      Issue.record("\(machine.source): \(box) is outside the page")
    }
    // In rows of 8 units, so that a picture of 1,024 processors is no matter of minutes.
    let texts = shapes.texts
    let byHeight = texts.indices.sorted { texts[$0].box.y < texts[$1].box.y }
    for (place, index) in byHeight.enumerated() {
      let box = texts[index].box
      for other in byHeight[(place + 1)...] {
        if texts[other].box.y > box.y + box.height { break }
        if box.meets(texts[other].box) {
          Issue.record("\(machine.source): \(texts[index].text) meets \(texts[other].text)")
        }
      }
    }
    let boxes = shapes.rectangles.sorted { $0.y < $1.y }
    for (index, box) in boxes.enumerated() {
      for other in boxes[(index + 1)...] {
        if other.y >= box.y + box.height { break }
        if box.meets(other), !box.holds(other), !other.holds(box) {
          Issue.record("\(machine.source): \(box) cuts \(other)")
        }
      }
    }
    return shapes
  }

  /// No box's edge runs through a text.
  private func checkEdges(_ shapes: SVGShapes, _ machine: Machine) {
    for (text, box) in shapes.texts {
      let cut = shapes.rectangles.first { $0.meets(box) && !$0.holds(box) }
      if let cut { Issue.record("\(machine.source): \(text) sticks out of \(cut)") }
    }
  }

  /// Whether each allowed processor is drawn, with its workers.
  private func checkNumbers(_ shapes: SVGShapes, _ machine: Machine, _ placement: Placement) {
    var drawn: [String: Int] = [:]
    for (text, _) in shapes.texts { drawn[text, default: 0] += 1 }
    for processor in machine.onlineProcessors { #expect(drawn["\(processor)", default: 0] >= 1) }
    guard placement.policy != .none else { return }
    let workers = Dictionary(grouping: placement.workers) { $0.processors.first ?? -1 }
    for (_, held) in workers where held.count == 1 {
      #expect(drawn["w\(held[0].worker)"] == 1)
    }
    let shared = workers.values.filter { $0.count > 1 }
    for (count, group) in Dictionary(grouping: shared, by: \.count) {
      #expect(drawn["×\(count)"] == group.count)
    }
  }

  @Test(
    "a real machine is drawn with every processor and worker, without overlaps",
    arguments: TopologyMachines.names)
  func real(_ name: String) throws {
    let machine = try TopologyMachines.load(name)
    for policy in [PlacementPolicy.spread, .compact, .smt, .none] {
      for workers in [1, machine.processors / 2 + 1, 2 * machine.processors] {
        let placement = try machine.place(workers: workers, policy: policy)
        let shapes = try check(machine, placement)
        checkEdges(shapes, machine)
        checkNumbers(shapes, machine, placement)
      }
    }
  }

  @Test(
    "an imagined machine of 1 to 1,024 processors is drawn without overlaps",
    arguments: TopologyMachines.synthetic)
  func synthetic(_ description: String) throws {
    let machine = try Machine.synthetic(description)
    let placement = try machine.place()
    let shapes = try check(machine, placement)
    checkEdges(shapes, machine)
    checkNumbers(shapes, machine, placement)
  }

  @Test("disallowed processors are grey, free of workers, and explained")
  func disallowed() throws {
    let machine = try TopologyMachines.load("48amd64-4d2n6c-sparse.xml", mask: [0, 4, 8])
    let placement = try machine.place()
    let svg = TopologyDrawing(machine, placement).svg()
    let grey = svg.split(separator: "\n").filter {
      $0.contains("<rect") && $0.contains("f-grid s-grid") && $0.contains("width=\"30\"")
    }
    #expect(grey.count == machine.onlineProcessors.count - 3)
    let texts = try SVGShapes.read(svg).texts.map(\.text)
    #expect(texts.filter { $0.hasPrefix("w") }.count == 3)
    #expect(texts.contains("disallowed"))
    #expect(!texts.contains("offline"))
  }

  @Test("an offline processor and the kinds of cores are explained")
  func legend() throws {
    let kinds = try TopologyMachines.load("fakecpukinds.xml")
    let texts = try SVGShapes.read(TopologyDrawing(kinds, kinds.place()).svg()).texts.map(\.text)
    #expect(texts.contains("IntelCore, performance, 2000 MHz"))
    #expect(texts.contains("MySmallCore, efficiency, 1000 MHz"))
  }

  @Test("without bindings, all allowed processors are drawn as open to every worker")
  func unbound() throws {
    for name in TopologyMachines.names {
      let machine = try TopologyMachines.load(name)
      let placement = try machine.place(workers: 3, policy: .none)
      let svg = TopologyDrawing(machine, placement).svg()
      let pale = svg.split(separator: "\n").filter {
        $0.contains("<rect") && $0.contains("fill-opacity=\"0.3\"") && $0.contains("width=\"30\"")
      }
      #expect(pale.count == machine.processors, "\(name)")
      let texts = try SVGShapes.read(svg).texts.map(\.text)
      #expect(texts.contains("any of 3 workers, as the kernel likes"), "\(name)")
      let lines = TopologyMap(machine, placement).lines(width: 80).joined()
      // And one in the explanation.
      #expect(lines.count { $0 == "◌" } == machine.processors + 1, "\(name)")
    }
  }

  @Test(
    "every bank of memory has a bar, also one without processors and one in a part without cores")
  func memory() throws {
    func sets(_ processors: String, _ nodes: String) -> String {
      "cpuset=\"\(processors)\" complete_cpuset=\"\(processors)\" nodeset=\"\(nodes)\""
        + " complete_nodeset=\"\(nodes)\""
    }
    func node(_ number: Int, _ processors: String) -> String {
      "<object type=\"NUMANode\" os_index=\"\(number)\" \(sets(processors, "0x\(1 << number)"))"
        + " local_memory=\"1073741824\"/>"
    }
    // A package with cores, one with memory alone, and a node at the machine itself.
    let xml =
      "<topology version=\"2.0\"><object type=\"Machine\" \(sets("0x1", "0x7"))>" + node(2, "0x0")
      + "<object type=\"Package\" os_index=\"0\" \(sets("0x1", "0x1"))>" + node(0, "0x1")
      + "<object type=\"PU\" os_index=\"0\" \(sets("0x1", "0x1"))/></object>"
      + "<object type=\"Package\" os_index=\"1\" \(sets("0x0", "0x2"))>" + node(1, "0x0")
      + "</object></object></topology>"
    let crafted = try Machine.load(xml: Array(xml.utf8), path: "m.xml", mask: nil, quota: nil)
    #expect(crafted.allMemory.map(\.number).sorted() == [0, 1, 2])
    for machine in try TopologyMachines.names.map(TopologyMachines.load) + [crafted] {
      let placement = try machine.place()
      let texts = try SVGShapes.read(TopologyDrawing(machine, placement).svg()).texts.map(\.text)
      for node in machine.allMemory {
        let bars = texts.filter { text in
          text.contains("NUMA node \(node.number) ") || text.hasSuffix("NUMA node \(node.number)")
        }
        #expect(bars.count == 1, "\(machine.source): node \(node.number)")
        let isBare = node.processors.isEmpty
        #expect(bars.allSatisfy { $0.hasSuffix("no processors") == isBare }, "\(machine.source)")
      }
    }
  }

  @Test("kinds of cores are told apart, however many and however alike")
  func kinds() throws {
    var xml = "<topology version=\"2.0\"><object type=\"Machine\" cpuset=\"0xff\""
    xml += " complete_cpuset=\"0xff\" nodeset=\"0x1\" complete_nodeset=\"0x1\">"
    xml += "<object type=\"NUMANode\" os_index=\"0\" cpuset=\"0xff\" complete_cpuset=\"0xff\""
    xml += " nodeset=\"0x1\" complete_nodeset=\"0x1\"/>"
    for number in 0..<8 {
      let set = "0x\(String(1 << number, radix: 16))"
      xml += "<object type=\"PU\" os_index=\"\(number)\" cpuset=\"\(set)\""
      xml += " complete_cpuset=\"\(set)\" nodeset=\"0x1\" complete_nodeset=\"0x1\"/>"
    }
    xml += "</object>"
    for number in 0..<8 {
      xml += "<cpukind cpuset=\"0x\(String(1 << number, radix: 16))\""
      xml += " forced_efficiency=\"\(number)\"></cpukind>"
    }
    let machine = try Machine.load(
      xml: Array((xml + "</topology>").utf8), path: "m.xml", mask: nil, quota: nil)
    #expect(machine.coreKinds.count == 8)
    let svg = TopologyDrawing(machine, try machine.place()).svg()
    let names = try SVGShapes.read(svg).texts.map(\.text).filter { $0.contains(" core") }
      .filter { !$0.hasPrefix("core ") && !$0.contains("usable") }
    #expect(names.count == 8 && Set(names).count == 8, "\(names)")
    // Colours come around after six; colour and parts together do not.
    let stripes = svg.split(separator: "\n").filter { $0.contains("height=\"3\"") }
    func colour(_ line: Substring) -> Substring? {
      line.firstMatch(of: /class="f-c[0-9]+"/)?.output
    }
    let looks = Dictionary(grouping: stripes) { line in
      let width = line.firstMatch(of: /width="([0-9.]+)"/)?.output.1 ?? ""
      return "\(colour(line) ?? "") \(width)"
    }
    // In the machine and in the legend, which is narrower.
    #expect(looks.count == 16, "\(looks.keys.sorted())")
  }

  @Test("every machine's map fits its width and has one mark a processor")
  func map() throws {
    let machines = try TopologyMachines.names.map(TopologyMachines.load)
    let imagined = try TopologyMachines.synthetic.map { try Machine.synthetic($0) }
    for machine in machines + imagined {
      for width in [24, 80] {
        let map = TopologyMap(machine, try machine.place())
        let lines = map.lines(width: width)
        #expect(lines.allSatisfy { $0.count <= width }, "\(machine.source)")
        let marks = lines.joined().count { "●○×".contains($0) }
        // The explanation has one of each kind that occurs.
        let kinds = Set(lines.joined().filter { "●○×".contains($0) }).count
        #expect(marks == machine.onlineProcessors.count + kinds, "\(machine.source)")
        if width == 80, machine.processors <= 256 { #expect(lines.count <= 48) }
      }
      let ascii = TopologyMap(machine, try machine.place(), characters: .ascii).lines(width: 80)
      let isASCII = ascii.joined().allSatisfy(\.isASCII)
      #expect(isASCII, "\(machine.source)")
    }
  }

  @Test("the map of a small machine is what a person expects")
  func smallMap() throws {
    let machine = try Machine.synthetic(
      "pack:2 l3:1 l2:2 core:2 pu:2", mask: [0, 1, 2, 5], quota: nil)
    let map = TopologyMap(machine, try machine.place(workers: 4), characters: .ascii)
    let lines = map.lines(width: 80)
    #expect(lines.contains { $0.hasSuffix("[W. Wx] [xW xx]") || $0.hasSuffix("[WW Wx] [xW xx]") })
    #expect(
      lines.last == "W worker  x disallowed" || lines.last == "W worker  . free  x disallowed")
  }

  @Test("a text is broken at spaces into lines that fit")
  func brokenLines() {
    #expect(TextWidth.lines("a bb ccc", size: 10, width: 1000) == ["a bb ccc"])
    let lines = TextWidth.lines("four words and longerthananyline", size: 10, width: 60)
    #expect(lines.allSatisfy { TextWidth.estimate($0, size: 10) <= 60 })
    #expect(lines.count >= 3 && lines.last?.hasSuffix("…") == true)
    #expect(TextWidth.lines("", size: 10, width: 60).isEmpty)
  }
}
