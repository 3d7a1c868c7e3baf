import Topology

/// The picture of a machine and of the workers placed on it, in the manner of hwloc's lstopo.
///
/// Cores are numbered as the machine counts them, processors and NUMA nodes as the operating
/// system does.
package struct TopologyDrawing: Sendable {
  private let machine: Machine
  private let placement: Placement
  /// The workers on each processor; empty when the kernel is free to move them.
  private let workers: [Int: [Int]]
  /// Who shares rows with whom; nil where nobody does.
  private let teams: TeamPlan?

  private static let margin = 20.0
  private static let titleSize = 17.0
  private static let subtitleSize = 13.0
  private static let legendSize = 12.0
  private static let narrowest = 460.0

  /// - Parameter teams: shown by colours, where there are any.
  package init(_ machine: Machine, _ placement: Placement, teams: TeamPlan? = nil) {
    self.machine = machine
    self.placement = placement
    self.teams = teams.flatMap { $0.mostMembers > 1 ? $0 : nil }
    var workers: [Int: [Int]] = [:]
    if placement.policy != .none {
      for place in placement.workers {
        for processor in place.processors { workers[processor, default: []].append(place.worker) }
      }
    }
    self.workers = workers
  }

  /// The text of an SVG file; the same bytes for the same machine and placement.
  ///
  /// The picture has its natural size: about 900 × 600 units for 128 processors.
  package func svg() -> String {
    guard var root = TopologyBlock(machine.root) else { return empty() }
    root.arrange()
    let width = max(root.width, Self.narrowest) + 2 * Self.margin
    let legend = TopologyLegend(entries, width: width - 2 * Self.margin, size: Self.legendSize)
    let title = TextWidth.lines(
      titleText, size: Self.titleSize * 1.06, width: width - 2 * Self.margin)
    let subtitle = TextWidth.lines(
      subtitleText, size: Self.subtitleSize, width: width - 2 * Self.margin)
    let header = 14 + 21 * Double(title.count) + 18 * Double(subtitle.count) + 12
    let height = header + root.height + 14 + legend.height + Self.margin
    var document = SVGDocument(
      width: width, height: height, title: "\(titleText): \(subtitleText)",
      styleSheet: SVGTheme.styleSheet)
    document.rect(x: 0, y: 0, width: width, height: height, Self.fill(.paper))
    var baseline = 14.0
    for line in title {
      baseline += 21
      document.text(
        line, x: Self.margin, y: baseline - 3,
        Self.text(.ink, size: Self.titleSize, weight: "600"))
    }
    for line in subtitle {
      baseline += 18
      document.text(line, x: Self.margin, y: baseline - 1, Self.text(.muted, size: 13))
    }
    draw(root, x: Self.margin, y: header, &document)
    legend.draw(x: Self.margin, y: header + root.height + 14, &document)
    return document.text
  }

  private func empty() -> String {
    SVGDocument(width: Self.narrowest, height: 60, title: titleText).text
  }

  private var titleText: String {
    machine.isThisMachine ? "This machine" : FilePath.name(of: machine.source)
  }

  private var subtitleText: String {
    let size = MachineText.size(
      packages: machine.packages, numaNodes: machine.numaNodes, cores: machine.cores,
      processors: machine.processors)
    let crew = MachineText.crew(placement.workers.count, placement: placement.policy)
    return "\(size) usable · \(crew)" + (teams?.text.map { " · \($0), one colour each" } ?? "")
  }

  private func draw(
    _ block: TopologyBlock, x: Double, y: Double, _ document: inout SVGDocument
  ) {
    let isCore = block.kind == .core
    document.group([:]) { document in
      document.rect(
        x: x, y: y, width: block.width, height: block.height,
        Self.box(fill: isCore ? .paper : .shade, stroke: isCore ? .axis : .grid))
      for (index, line) in block.lines.enumerated() {
        let top = y + TopologyBlock.Size.padding
        document.text(
          line, x: x + TopologyBlock.Size.padding,
          y: top + Double(index + 1) * TopologyBlock.Size.lineHeight - 4,
          Self.text(
            index == 0 && block.isAllowed ? .ink : .muted, size: TopologyBlock.Size.text,
            weight: isCore || index > 0 ? "400" : "600"))
      }
      for (index, memory) in block.memory.enumerated() {
        draw(memory, of: block, index: index, x: x, y: y, &document)
      }
      for (index, processor) in block.processors.enumerated() {
        let origin = block.cellOrigin(index)
        draw(processor, x: x + origin.x, y: y + origin.y, &document)
      }
      for child in block.children { draw(child, x: x + child.x, y: y + child.y, &document) }
    }
  }

  private func draw(
    _ memory: TopologyBlock.Memory, of block: TopologyBlock, index: Int, x: Double, y: Double,
    _ document: inout SVGDocument
  ) {
    let height = TopologyBlock.Size.memoryHeight
    let top = y + block.memoryTop + Double(index) * (height + 3)
    let left = x + TopologyBlock.Size.padding
    document.rect(
      x: left, y: top, width: block.width - 2 * TopologyBlock.Size.padding, height: height,
      memory.isAllowed ? Self.memoryBox : Self.box(fill: .grid, stroke: .grid))
    document.text(
      memory.text, x: left + 6, y: top + height - 5,
      Self.text(memory.isAllowed ? .ink : .muted, size: TopologyBlock.Size.text))
  }
}

/// What the legend says, and the attributes that its samples share with the picture.
extension TopologyDrawing {
  /// What a processor is used for.
  enum Use: Hashable {
    case worker, free, disallowed, offline
    /// Any worker may run there.
    case shared
  }

  private func use(of processor: TopologyObject) -> Use {
    guard processor.isOnline else { return .offline }
    guard processor.isAllowed, let number = processor.number else { return .disallowed }
    if placement.policy == .none { return .shared }
    return workers[number] == nil ? .free : .worker
  }

  private var entries: [TopologyLegend.Entry] {
    var uses: Set<Use> = []
    func visit(_ object: TopologyObject) {
      if object.kind == .processor { uses.insert(use(of: object)) }
      for child in object.children { visit(child) }
    }
    visit(machine.root)
    let names: [(Use, String)] = [
      (.worker, "processor with a worker"),
      (
        .shared,
        "any of \(NumberText.count(placement.workers.count, "worker")), as the kernel likes"
      ),
      (.free, "free processor"),
      (.disallowed, "disallowed"), (.offline, "offline"),
    ]
    var entries = names.filter { uses.contains($0.0) }.map {
      TopologyLegend.Entry(text: $0.1, sample: .cell(Self.cell($0.0)))
    }
    for (kind, text) in zip(kinds.indices, kindNames) {
      entries.append(
        TopologyLegend.Entry(text: text, sample: .stripe(Self.kindFill(kind), parts: kind + 1)))
    }
    return entries
  }

  /// What tells the kinds apart; the processors where nothing else does.
  private var kindNames: [String] {
    let names = kinds.map { kind in
      let rank = kind.isPerformance ? "performance" : "efficiency"
      var text = kind.name.map { "\($0), \(rank)" } ?? "\(rank) core"
      if let frequency = kind.maximumFrequency { text += ", \(frequency) MHz" }
      if let capacity = kind.capacity { text += ", capacity \(capacity)" }
      return text
    }
    return zip(names, kinds).map { name, kind in
      names.count { $0 == name } == 1 ? name : "\(name), processors \(kind.processors)"
    }
  }

  /// The kinds of cores, where there are several.
  private var kinds: [CoreKind] { machine.coreKinds.count > 1 ? machine.coreKinds : [] }

  private func draw(
    _ processor: TopologyObject, x: Double, y: Double, _ document: inout SVGDocument
  ) {
    let use = use(of: processor)
    let (width, height) = (TopologyBlock.Size.cell, TopologyBlock.Size.cellHeight)
    document.rect(x: x, y: y, width: width, height: height, cell(use, processor.number))
    guard let number = processor.number else { return }
    let held = workers[number] ?? []
    let middle = x + width / 2
    let color: SVGTheme = use == .worker ? .paper : use == .free || use == .shared ? .ink : .muted
    document.text(
      "\(number)", x: middle, y: y + 13, Self.text(color, size: 10, anchor: "middle"))
    if let first = held.first {
      let text = held.count == 1 ? "w\(first)" : "×\(held.count)"
      // Bold letters are wider than the estimate.
      let size = min(11, 11 * 26 / (1.1 * TextWidth.estimate(text, size: 11)))
      document.text(
        text, x: middle, y: y + 26,
        Self.text(.paper, size: size, weight: "600", anchor: "middle"))
    }
    if let kind = kinds.firstIndex(where: { $0.processors.contains(number) }) {
      TopologyLegend.stripe(
        x: x + 2, y: y + height - 5, width: width - 4, parts: kind + 1, Self.kindFill(kind),
        &document)
    }
  }

  private func cell(_ use: Use, _ number: Int?) -> SVGDocument.Attributes {
    guard use == .worker, let teams, let worker = number.flatMap({ workers[$0]?.first }) else {
      return Self.cell(use)
    }
    return Self.color(.palette(teams.team(of: worker)))
  }

  private static func cell(_ use: Use) -> SVGDocument.Attributes {
    switch use {
    case .worker: color(.palette(0))
    case .shared:
      [
        "class": .text("f-\(ChartColor.palette(0).className)"),
        "fill": .text(ChartColor.palette(0).light), "fill-opacity": 0.3, "rx": 3,
      ]
    case .free: box(fill: .paper, stroke: .axis)
    case .disallowed: box(fill: .grid, stroke: .grid)
    case .offline:
      [
        "class": .text(SVGTheme.axis.strokeClass), "fill": "none",
        "stroke": .text(SVGTheme.axis.light), "stroke-dasharray": "2 3",
      ]
    }
  }

  private static func kindFill(_ index: Int) -> SVGDocument.Attributes {
    color(.palette(index + 1))
  }

  private static func color(_ color: ChartColor) -> SVGDocument.Attributes {
    ["class": .text("f-\(color.className)"), "fill": .text(color.light), "rx": 3]
  }

  private static var memoryBox: SVGDocument.Attributes {
    let green = ChartColor.palette(2)
    return [
      "class": .text("f-\(green.className)"), "fill": .text(green.light), "fill-opacity": 0.25,
      "rx": 3,
    ]
  }

  private static func fill(_ color: SVGTheme) -> SVGDocument.Attributes {
    ["class": .text(color.fillClass), "fill": .text(color.light)]
  }

  private static func box(fill: SVGTheme, stroke: SVGTheme) -> SVGDocument.Attributes {
    [
      "class": .text("\(fill.fillClass) \(stroke.strokeClass)"), "fill": .text(fill.light),
      "stroke": .text(stroke.light), "rx": 3,
    ]
  }

  static func text(
    _ color: SVGTheme, size: Double, weight: String = "400", anchor: String = "start"
  ) -> SVGDocument.Attributes {
    [
      "class": .text(color.fillClass), "fill": .text(color.light), "font-size": .number(size),
      "text-anchor": .text(anchor), "font-weight": .text(weight),
    ]
  }
}
