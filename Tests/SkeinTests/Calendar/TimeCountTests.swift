import Skein
import Testing

@Suite("Labels that count from a moment")
struct TimeCountTests {
  private func pattern(_ name: String) throws -> TimePattern {
    try #require(TimePattern(notation: name))
  }

  @Test("a count of any size and any decimals is written as it was read, or not at all")
  func extremes() throws {
    let whole = [
      "0", "1", "-1", "999999999999", "230584300920", "92233720368547758",
      "9223372036854775807", "-230584300920", "25569", "2958465", "-1000000",
    ]
    let decimals = ["", ".0", ".5", ".123456789", ".999999999999", ",25", ".000000000001"]
    for name in TimePattern.Count.allCases.map(\.rawValue) {
      let pattern = try pattern(name)
      for number in whole {
        for decimal in decimals {
          let label = number + decimal
          guard let time = pattern.time(label) else { continue }
          guard let text = pattern.text(time, like: label) else { continue }
          #expect(text.utf8.count >= number.utf8.count || name == "unix nanoseconds", "\(label)")
          #expect(pattern.time(text) == time, "\(name): \(label), \(text)")
          // A season, a century and the farthest step.
          for step in [86_400, 1 << 40, 1 << 58] {
            _ = TimeStep.find(in: [time, time + 1, time + 2])?.time(after: time, step)
              .map { pattern.text($0, like: label) }
          }
        }
      }
    }
  }

  @Test("decimals of today's seconds keep each digit that 100 ns have")
  func digits() throws {
    let pattern = try pattern("unix seconds")
    for label in ["1609459200.1234567", "1609459200.0000001", "4102444799.9999999"] {
      let time = try #require(pattern.time(label))
      #expect(pattern.text(time, like: label) == label)
      #expect(pattern.text(time + 1, like: label) != label)
    }
    let days = try self.pattern("spreadsheet days")
    let time = try #require(days.time("44256.99999"))
    #expect(days.text(time + 864 * 1_000_000, like: "44256.99999") == "44257.00099")
    #expect(days.text(time, like: "1.5") == "44257.0", "rounding carries over")
  }

  @Test("seconds are read and written as programs write doubles")
  func scientific() throws {
    let pattern = try pattern("unix seconds")
    #expect(pattern.time("1.6094592e+09") == 1_609_459_200 * TimePattern.second)
    #expect(
      pattern.text(1_609_459_260 * TimePattern.second, like: "1.6094592000e+09")
        == "1.6094592600e+09")
    #expect(pattern.time("1e400") == nil && pattern.time("e5") == nil)
  }
}
