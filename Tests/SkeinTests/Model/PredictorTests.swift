import Skein
import Testing

@Suite("A predictor")
struct PredictorTests {
  private static let specification = "lstm:9:sequence,gru:7:sequence,rnn:5,dense:2"

  private static func model() throws -> Model {
    try Model(
      Sequential(specification: specification), input: LayerShape(steps: 6, features: 3),
      targets: 2, seed: 4)
  }

  private static func window(_ number: Int) -> [Float] {
    (0..<18).map { Float(($0 * 7 + number * 5) % 11) / 11 - 0.5 }
  }

  @Test("gives the same again, whatever it was asked before")
  func again() throws {
    let predictor = try Predictor(Self.model())
    let first = try predictor.predict(Self.window(0))
    let second = try predictor.predict(Self.window(1))
    #expect(first.count == 2 && first != second)
    #expect(try predictor.predict(Self.window(0)) == first)
    #expect(try Predictor(Self.model()).predict(Self.window(1)) == second)
  }

  @Test("taken step by step it ends where the whole window ends, and begins anew after a reset")
  func steps() throws {
    let predictor = try Predictor(Self.model())
    for number in 0..<2 {
      predictor.reset()
      var last: [Float] = []
      for step in 0..<6 {
        last = try predictor.step(Array(Self.window(number)[step * 3..<step * 3 + 3]))
      }
      #expect(try last == predictor.predict(Self.window(number)))
    }
    let further = try predictor.step([0.1, 0.2, 0.3])
    predictor.reset()
    #expect(try predictor.step([0.1, 0.2, 0.3]) != further)
  }

  @Test("goes on from states that it had, or that another predictor had")
  func states() throws {
    let predictor = try Predictor(Self.model())
    func steps(_ range: Range<Int>, _ predictor: Predictor) throws -> [[Float]] {
      try range.map { try predictor.step(Array(Self.window(0)[$0 * 3..<$0 * 3 + 3])) }
    }
    let beginning = try predictor.state()
    let whole = try steps(0..<6, predictor)
    try predictor.goOn(from: beginning)
    #expect(try steps(0..<3, predictor) == Array(whole[..<3]))
    let middle = try predictor.state()
    let rest = try steps(3..<6, predictor)
    #expect(rest == Array(whole[3...]))
    _ = try predictor.step([0.4, 0.3, 0.2])
    try predictor.goOn(from: middle)
    #expect(try steps(3..<6, predictor) == rest)
    let other = try Predictor(Self.model())
    try other.goOn(from: middle)
    #expect(try steps(3..<6, other) == rest)
    #expect(try other.state() == predictor.state() && other.state() != middle)
  }
}
