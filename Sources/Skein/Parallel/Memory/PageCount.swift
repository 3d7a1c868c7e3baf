import CPlatform
import Foundation

// Unsafe code. Invariant: the system is given addresses, and reads nothing there.

/// How many pages of some memory lie on each NUMA node.
public struct PageCount: Sendable, Hashable, Codable {
  /// By the operating system's number of the node; pages that nobody has touched are nowhere.
  public var nodes: [Int: Int]

  package init(nodes: [Int: Int]) {
    self.nodes = nodes
  }

  /// Looks at every page, or at 16,384 that lie evenly over large memory; one that is a part of a
  /// huge page counts like any other.
  ///
  /// - Returns: nil where the system does not tell: containers often forbid `move_pages`.
  package init?(_ areas: [UnsafeRawBufferPointer]) {
    let page = Int(getpagesize())
    let all = areas.reduce(0) { $0 + $1.count / page }
    let step = max(1, (all + Self.most - 1) / Self.most)
    var pages: [UnsafeMutableRawPointer?] = []
    pages.reserveCapacity(all / step + 1)
    var skipped = 0
    for area in areas {
      guard let start = area.baseAddress else { continue }
      while skipped < area.count / page {
        pages.append(UnsafeMutableRawPointer(mutating: start + skipped * page))
        skipped += step
      }
      skipped -= area.count / page
    }
    nodes = [:]
    guard !pages.isEmpty else { return }
    var found = [Int32](repeating: -1, count: pages.count)
    guard skein_page_nodes(&pages, Int32(pages.count), &found) == 0 else { return nil }
    for node in found where node >= 0 { nodes[Int(node), default: 0] += 1 }
  }

  private static let most = 16_384

  /// All that somebody has touched.
  public var total: Int { nodes.values.reduce(0, +) }

  /// Those that lie on other nodes than this one.
  public func away(from node: Int) -> Int { total - (nodes[node] ?? 0) }
}

extension PageCount: CustomStringConvertible {
  /// “5000 on node 0 and 12 on node 1”.
  public var description: String {
    let parts = nodes.sorted { $0.key < $1.key }.map { "\($0.value) on node \($0.key)" }
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "none" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }
}
