import Dispatch
import Foundation
import Synchronization

/// Normal random rows made orthonormal by modified Gram–Schmidt: the Q of a QR decomposition whose
/// R has a positive diagonal, which is uniformly distributed (Mezzadri 2007).
///
/// Each row loses its component along each finished row, one finished row after the other: that
/// order fixes the bits. Which rows do so at the same time is free, so here a panel of rows is
/// finished, and then all later rows lose their components along it, a few at a time and on all
/// cores. One row after the other gives the same bits and waits for memory.
///
/// Cost: 2 · rows² · columns floating-point operations.
///
/// Invariants: between two panels one thread alone touches the rows. Within one, each group of later
/// rows belongs to the thread that drew its number, and the panel is only read; drawing a number
/// acquires what the threads before have written and releases what this one has.
package struct OrthonormalRows {
  /// [rows, columns]
  package private(set) var values: [Double]
  private let columns: Int

  /// Rows that are finished together.
  private static let panel = 32
  /// Later rows that walk over a panel together: with 4096 columns, 256 KB of a second-level cache.
  private static let group = 8
  /// Columns that they walk at a time, so that the panel's are still in the nearest cache.
  private static let piece = 512

  /// - Parameters:
  ///   - rows: at most as many as columns.
  ///   - normal: the random number at a place of the row-major values.
  package init(rows: Int, columns: Int, normal: (Int) -> Double) {
    precondition(rows <= columns, "\(rows) rows of \(columns) numbers are never orthogonal")
    self.columns = columns
    values = (0..<rows * columns).map(normal)
    values.withUnsafeMutableBufferPointer { q in
      guard let base = q.baseAddress else { return }
      for first in stride(from: 0, to: rows, by: Self.panel) {
        let end = min(first + Self.panel, rows)
        for row in first..<end {
          Self.normalise(base + row * columns, columns)
          Self.clear(base, row + 1..<end, of: row..<row + 1, columns)
        }
        Self.clearLater(base, end..<rows, of: first..<end, columns)
      }
    }
  }

  /// Takes a panel's components away from all later rows.
  private static func clearLater(
    _ base: UnsafeMutablePointer<Double>, _ later: Range<Int>, of panel: Range<Int>, _ columns: Int
  ) {
    let groups = (later.count + group - 1) / group
    let drawn = Atomic(0)
    nonisolated(unsafe) let shared = base
    DispatchQueue.concurrentPerform(
      iterations: min(groups, ProcessInfo.processInfo.activeProcessorCount)
    ) { _ in
      while true {
        let number = drawn.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
        if number >= groups { return }
        let first = later.lowerBound + number * group
        clear(shared, first..<min(first + group, later.upperBound), of: panel, columns)
      }
    }
    _ = drawn.load(ordering: .acquiring)
  }

  /// Takes the components along `finished` rows away from `targets`, which are `group` at most or
  /// lose one component only.
  private static func clear(
    _ base: UnsafeMutablePointer<Double>, _ targets: Range<Int>, of finished: Range<Int>,
    _ columns: Int
  ) {
    if targets.isEmpty { return }
    let first = base + targets.lowerBound * columns
    withUnsafeTemporaryAllocation(of: Component.self, capacity: targets.count) { components in
      for target in components.indices {
        components.initializeElement(
          at: target,
          to: Component(
            factor: dot(base + finished.lowerBound * columns, first + target * columns, columns)))
      }
      for row in finished {
        let isLast = row + 1 == finished.upperBound
        let current = base + row * columns
        if isLast {
          for target in components.indices {
            subtract(components[target].factor, current, from: first + target * columns, columns)
          }
        } else {
          step(current, first, components, columns)
        }
      }
    }
  }

  /// The component of a row that is to be taken away, and the next one, as far as it is measured.
  private struct Component {
    var factor: Double
    var lanes = SIMD8<Double>.zero
  }

  /// Takes the components along one row away and measures those along the row after it, in one pass.
  private static func step(
    _ current: UnsafeMutablePointer<Double>, _ first: UnsafeMutablePointer<Double>,
    _ components: UnsafeMutableBufferPointer<Component>, _ columns: Int
  ) {
    let next = current + columns
    let whole = columns & ~7
    for start in stride(from: 0, to: whole, by: piece) {
      let end = min(start + piece, whole)
      for target in components.indices {
        let row = first + target * columns
        let factor = components[target].factor
        var lanes = components[target].lanes
        var at = start
        while at < end {
          let rest = octet(row + at) - factor * octet(current + at)
          UnsafeMutableRawPointer(row + at).storeBytes(of: rest, as: SIMD8<Double>.self)
          lanes += octet(next + at) * rest
          at += 8
        }
        components[target].lanes = lanes
      }
    }
    for target in components.indices {
      let row = first + target * columns
      let factor = components[target].factor
      for at in whole..<columns { row[at] -= factor * current[at] }
      let lanes = components[target].lanes
      components[target] = Component(factor: sum(lanes, next, row, whole..<columns))
    }
  }

  private static func normalise(_ row: UnsafeMutablePointer<Double>, _ columns: Int) {
    let scale = 1 / dot(row, row, columns).squareRoot()
    for column in 0..<columns { row[column] *= scale }
  }

  private static func dot(
    _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, _ count: Int
  ) -> Double {
    let whole = count & ~7
    var lanes = SIMD8<Double>.zero
    for at in stride(from: 0, to: whole, by: 8) { lanes += octet(a + at) * octet(b + at) }
    return sum(lanes, a, b, whole..<count)
  }

  /// Eight chains in order, then the products that are left: the same bits however it is compiled.
  private static func sum(
    _ lanes: SIMD8<Double>, _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>,
    _ rest: Range<Int>
  ) -> Double {
    var sum = lanes[0]
    for lane in 1..<8 { sum += lanes[lane] }
    for at in rest { sum += a[at] * b[at] }
    return sum
  }

  private static func subtract(
    _ factor: Double, _ a: UnsafeMutablePointer<Double>, from b: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    for at in 0..<count { b[at] -= factor * a[at] }
  }

  @inline(__always)
  private static func octet(_ p: UnsafeMutablePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Double>.self)
  }
}
