import Foundation

/// How much of a sweep is made: a few points in `make test`, all of them in `make torture`.
package enum Torture {
  package static let isLong = ProcessInfo.processInfo.environment["SKEIN_TORTURE"] != nil

  /// Numbers from 1 to `count`, spread evenly; at most `short` of them in a short test, and at most
  /// `long` in a long one.
  package static func points(of count: Int, short: Int, long: Int = .max) -> [Int] {
    let points = min(count, isLong ? long : short)
    return (0..<points).map { 1 + $0 * count / points }
  }
}
