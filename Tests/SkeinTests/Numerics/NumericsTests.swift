import Foundation
import Skein
import Testing

@Suite("Exponentials and logarithms of our own")
struct NumericsTests {
  /// One line of Golden/Numerics/values.csv, made by make-values.py there.
  private struct Value {
    var x: Double
    var near: Double
    /// What the value is beyond `near`.
    var rest: Double
  }

  private static func values() throws -> [String: [Value]] {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Numerics/values", withExtension: "csv"))
    var values: [String: [Value]] = [:]
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      let cells = line.split(separator: ",")
      let numbers = try cells.dropFirst().map { try #require(Double($0)) }
      values[String(cells[0]), default: []].append(
        Value(x: numbers[0], near: numbers[1], rest: numbers[2]))
    }
    return values
  }

  /// A function, and how far it may be off in units of the value's last place; of those of the larger of
  /// 1 and the value where `isAbsolute`.
  private struct Bound {
    var name: String
    var ulp: Double
    var isAbsolute = false
    var function: @Sendable (Double) -> Double
  }

  private static let bounds = [
    Bound(name: "exp", ulp: 1, function: Numerics.exp),
    Bound(name: "expm1", ulp: 2, function: Numerics.expm1),
    Bound(name: "log", ulp: 2, function: Numerics.log),
    Bound(name: "log1p", ulp: 3, function: Numerics.log1p),
    Bound(name: "lgamma", ulp: 32, isAbsolute: true, function: Numerics.logGamma),
    Bound(name: "digamma", ulp: 8, isAbsolute: true, function: Numerics.digamma),
  ]

  @Test("are as near to the values of 50 digits as they say")
  func accuracy() throws {
    let values = try Self.values()
    #expect(Set(values.keys) == Set(Self.bounds.map(\.name)))
    for bound in Self.bounds {
      var worst = (error: 0.0, x: 0.0)
      for value in values[bound.name] ?? [] {
        let found = bound.function(value.x)
        let size = bound.isAbsolute ? max(value.near.magnitude, 1) : value.near
        let error = ((found - value.near) - value.rest).magnitude / size.ulp
        if !(error <= worst.error) { worst = (error, value.x) }
      }
      #expect(worst.error <= bound.ulp, "\(bound.name) is \(worst.error) ulp off at \(worst.x)")
    }
  }

  @Test("say what there is beyond their range")
  func beyond() {
    #expect(Numerics.exp(-1000) == 0 && Numerics.exp(1000) == .infinity)
    #expect(Numerics.exp(-.infinity) == 0 && Numerics.exp(.infinity) == .infinity)
    #expect(Numerics.exp(.nan).isNaN && Numerics.log(.nan).isNaN && Numerics.log1p(.nan).isNaN)
    #expect(Numerics.log(0) == -.infinity && Numerics.log(.infinity) == .infinity)
    #expect(Numerics.log(-1).isNaN && Numerics.log1p(-1) == -.infinity)
    #expect(Numerics.expm1(-1000) == -1 && Numerics.expm1(0) == 0 && Numerics.exp(0) == 1)
    #expect(Numerics.logGamma(0).isNaN && Numerics.digamma(-1).isNaN)
    #expect(Numerics.expm1(.nan).isNaN)
  }
}
