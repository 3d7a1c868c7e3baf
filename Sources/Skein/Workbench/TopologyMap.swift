import Foundation
import Topology

/// A machine and its workers as a few lines of characters: one mark a processor, one group of marks
/// a core, one line a cache or another part that holds cores.
package struct TopologyMap: Sendable {
  package enum Characters: Sendable {
    case unicode
    /// Nothing above U+007E.
    case ascii
  }

  private let machine: Machine
  private let workers: [Int: Int]
  /// Whether the kernel may put any worker on any allowed processor.
  private let isShared: Bool
  private let characters: Characters

  package init(_ machine: Machine, _ placement: Placement, characters: Characters = .unicode) {
    self.machine = machine
    self.characters = characters
    isShared = placement.policy == .none
    var workers: [Int: Int] = [:]
    if placement.policy != .none {
      for processor in placement.workers.flatMap(\.processors) {
        workers[processor, default: 0] += 1
      }
    }
    self.workers = workers
  }

  /// The map in lines of at most `width` characters, at least 24, the last one the explanation.
  package func lines(width: Int) -> [String] {
    precondition(width >= 24, "a map \(width) characters wide")
    guard let root = TopologyBlock(machine.root) else { return [] }
    var lines: [String] = []
    describe(root, depth: 0, width: width, into: &lines)
    return lines + legend(width)
  }

  private func describe(
    _ block: TopologyBlock, depth: Int, width: Int, into lines: inout [String]
  ) {
    let indent = String(repeating: "  ", count: min(depth, 4))
    let groups = (block.kind == .core ? [block] : block.children).map { group($0) }
    // Small groups stand beside each other; larger ones have lines of their own.
    let isFlat = groups.allSatisfy { $0 != nil }
    var title = block.kind == .core ? [] : block.lines
    if isFlat, let names = sharedName(block.children) { title.append(names) }
    title += block.memory.map(\.text)
    if isFlat {
      title += block.children.filter { $0.kind == .core }.flatMap { $0.memory.map(\.text) }
    }
    let separator = characters == .ascii ? ", " : " · "
    let text = title.joined(separator: " · ").replacing(" · ", with: separator)
    if !text.isEmpty { lines.append(cut(indent + text, width)) }
    let inner = text.isEmpty ? indent : indent + "  "
    if isFlat {
      append(groups.compactMap { $0 }, indent: inner, width: width, into: &lines)
      return
    }
    for child in block.children {
      if child.kind == .core {
        append([marks(child)], indent: inner, width: width, into: &lines)
      } else {
        describe(child, depth: text.isEmpty ? depth : depth + 1, width: width, into: &lines)
      }
    }
  }

  /// The marks of a core, or of a few cores in brackets; nil for anything larger.
  private func group(_ block: TopologyBlock) -> String? {
    if block.kind == .core { return marks(block) }
    guard block.memory.isEmpty, block.children.allSatisfy({ $0.kind == .core }) else { return nil }
    let text = "[" + block.children.map(marks).joined(separator: " ") + "]"
    return text.count <= 20 ? text : nil
  }

  /// What the brackets stand for: `package 0 to package 7`, or `L2 3 MiB each`.
  private func sharedName(_ blocks: [TopologyBlock]) -> String? {
    let named = blocks.filter { $0.kind != .core }.map { $0.lines.joined(separator: " ") }
    guard let first = named.first, let last = named.last, !first.isEmpty else { return nil }
    if named.count == 1 { return first }
    if named.allSatisfy({ $0 == first }) { return "\(first) each" }
    // Without the sizes of caches that share the line.
    let ends = [first, last].map { $0.prefix { $0 != "·" }.trimmingCharacters(in: .whitespaces) }
    return "\(ends[0]) to \(ends[1])"
  }

  private func marks(_ core: TopologyBlock) -> String { String(core.processors.map(mark)) }

  /// Groups beside each other, as many as fit in a line.
  private func append(
    _ groups: [String], indent: String, width: Int, into lines: inout [String]
  ) {
    var line = ""
    for piece in groups.flatMap({ $0.split(every: width - indent.count) }) {
      if line.isEmpty {
        line = indent + piece
      } else if line.count + 1 + piece.count <= width {
        line += " " + piece
      } else {
        lines.append(line)
        line = indent + piece
      }
    }
    if !line.isEmpty { lines.append(line) }
  }

  private func mark(_ processor: TopologyObject) -> Character {
    let isASCII = characters == .ascii
    guard processor.isOnline else { return "-" }
    guard processor.isAllowed, let number = processor.number else { return isASCII ? "x" : "×" }
    switch workers[number] ?? 0 {
    case 0 where isShared: return isASCII ? "~" : "◌"
    case 0: return isASCII ? "." : "○"
    case 1: return isASCII ? "W" : "●"
    case let count where count < 10: return Character("\(count)")
    default: return "+"
    }
  }

  private func legend(_ width: Int) -> [String] {
    var marks: Set<Character> = []
    func visit(_ object: TopologyObject) {
      if object.kind == .processor { marks.insert(mark(object)) }
      for child in object.children { visit(child) }
    }
    visit(machine.root)
    let isASCII = characters == .ascii
    let meanings: [(Character, String)] = [
      (isASCII ? "W" : "●", "worker"), (isASCII ? "~" : "◌", "any worker, as the kernel likes"),
      (isASCII ? "." : "○", "free"),
      (isASCII ? "x" : "×", "disallowed"), ("-", "offline"), ("+", "10 or more workers"),
    ]
    var parts = meanings.filter { marks.contains($0.0) }.map { "\($0.0) \($0.1)" }
    if marks.contains(where: \.isNumber) { parts.append("2-9 so many workers") }
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, last.count + 2 + part.count <= width {
        lines[lines.count - 1] = last + "  " + part
      } else {
        lines.append(cut(part, width))
      }
    }
    return lines
  }

  private func cut(_ text: String, _ width: Int) -> String {
    guard text.count > width else { return text }
    return text.prefix(width - 1) + (characters == .ascii ? "." : "…")
  }
}

extension String {
  fileprivate func split(every count: Int) -> [Substring] {
    var pieces: [Substring] = []
    var rest = self[...]
    while !rest.isEmpty {
      pieces.append(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    return pieces
  }
}
