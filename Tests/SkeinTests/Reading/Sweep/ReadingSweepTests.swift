import Foundation
import Testing

@Suite("Reading: tables in all the ways in which they are written")
struct ReadingSweepTests {
  /// A thousand or two; `make sweep` sets more.
  private static let tables =
    ProcessInfo.processInfo.environment["SKEIN_SWEEP"].flatMap { Int($0) } ?? 1500

  @Test("a table gives each number and each label as it was written, or it is refused")
  func sweep() {
    var right = 0
    var tried = 0
    var wrong: [String] = []
    var index = 0
    while tried < Self.tables, wrong.count < 10 {
      let number = WrittenTable.number(index)
      index += 1
      guard let table = WrittenTable(number) else { continue }
      tried += 1
      switch table.outcome() {
      case .right: right += 1
      case .refused: break
      case .wrong(let what): wrong.append("table \(number): \(what)")
      }
    }
    #expect(wrong == [])
    // Most have one meaning; the others are numbers of three decimals and commas that cut numbers.
    #expect(4 * right > 3 * tried - tried / 10, "\(right) of \(tried) were read")
  }
}
