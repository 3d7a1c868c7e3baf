import Foundation
import Skein
import Testing

@Suite("Simple methods of forecasting")
struct SimpleMethodTests {
  private func forecast(
    _ method: SimpleMethod, _ values: [Double], from row: Int, _ steps: ClosedRange<Int>
  ) -> [Double] {
    var walk = method.walk(along: values)
    var next = [Double](repeating: .nan, count: steps.count)
    walk.advance(to: row, of: values)
    walk.forecast(steps, of: values, into: &next)
    return next
  }

  @Test("numpy fits the same autoregression, and goes on to the same values")
  func autoregression() throws {
    for golden in try GoldenMethods.read().cases {
      let wanted = golden.autoregression
      let model = try #require(Autoregression(fittedTo: [golden.trained], lags: wanted.lags))
      #expect(model.coefficients.count == wanted.coefficients.count, "\(golden.name)")
      for (one, other) in zip(
        model.coefficients + [model.constant], wanted.coefficients + [wanted.constant])
      {
        #expect(abs(one - other) <= 1e-6 * max(abs(other), 1), "\(golden.name)")
      }
      let next = forecast(
        .autoregression(model), golden.trained, from: golden.training - 1, 1...5)
      for (one, other) in zip(next, wanted.next) {
        #expect(abs(one - other) <= 1e-6 * max(abs(other), golden.deviation), "\(golden.name)")
      }
    }
  }

  @Test("statsmodels finds no smoothing with smaller errors, and each form goes on as there")
  func smoothing() throws {
    for golden in try GoldenMethods.read().cases {
      for wanted in golden.smoothing {
        let trend = try #require(ExponentialSmoothing.Trend(rawValue: wanted.trend))
        let found = try #require(
          ExponentialSmoothing.fitted(golden.trained, trend: trend, season: wanted.season))
        let model = found.model
        let start = ExponentialSmoothing.start(
          of: golden.trained, season: wanted.season, trend: trend)
        let squares = model.squares(golden.trained, from: start)
        #expect(squares <= wanted.squares * 1.000001, "\(golden.name) \(model.name)")
        // Where the errors are smaller, the parameters are others.
        guard squares >= wanted.squares * 0.9999 else { continue }
        let next = forecast(.smoothing(model), golden.trained, from: golden.training - 1, 1...5)
        for (one, other) in zip(next, wanted.next) {
          #expect(
            abs(one - other) <= 1e-4 * golden.deviation,
            "\(golden.name) \(model.name): \(one), not \(other)")
        }
      }
    }
  }

  @Test("the form of smoothing is the one with the least AICc")
  func smoothingChoice() throws {
    for golden in try GoldenMethods.read().cases {
      let seasons = [nil, golden.season]
      let all = seasons.flatMap { season in
        ExponentialSmoothing.Trend.allCases.compactMap {
          ExponentialSmoothing.fitted(golden.trained, trend: $0, season: season)
        }
      }
      #expect(all.count == 6)
      let best = try #require(all.min { $0.criterion < $1.criterion }).model
      let chosen = ExponentialSmoothing(choosingFor: golden.trained, season: golden.season)
      #expect(chosen == best, "\(golden.name)")
    }
  }

  @Test("each method says what it is called for, at every row and step")
  func small() {
    let values: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    for row in values.indices {
      #expect(
        forecast(.lastValue, values, from: row, 1...3) == [Double](repeating: values[row], count: 3)
      )
      #expect(
        forecast(.drift(step: 0.5), values, from: row, 2...3) == [
          values[row] + 1, values[row] + 1.5,
        ])
      let first = max(row - 3, 0)
      let mean = values[first...row].reduce(0, +) / Double(row - first + 1)
      #expect(forecast(.movingAverage(rows: 4), values, from: row, 1...1) == [mean])
      for season in 1...4 {
        let next = forecast(.seasonalValue(season: season), values, from: row, 1...9)
        for step in 1...9 {
          var before = row + step
          while before > row { before -= season }
          #expect(next[step - 1] == (before >= 0 ? values[before] : values[row]))
        }
      }
    }
  }

  @Test("methods are fitted where the rows are enough for them, and only there")
  func few() {
    #expect(SimpleMethod.all(fittedTo: [], season: nil, steps: 1...1) == [.lastValue])
    #expect(SimpleMethod.all(fittedTo: [[1]], season: nil, steps: 1...1) == [.lastValue])
    let two = SimpleMethod.all(fittedTo: [[1, 3]], season: nil, steps: 1...1)
    #expect(two == [.lastValue, .drift(step: 2)])
    for count in 2...40 {
      let values = (0..<count).map { Double($0 * $0 % 7) }
      let methods = SimpleMethod.all(fittedTo: [values], season: 3, steps: 1...2)
      #expect(
        methods.starts(with: [.lastValue, .seasonalValue(season: 3)])
          && methods.allSatisfy(\.isUsable))
      for method in methods {
        #expect(
          forecast(method, values, from: count - 1, 1...2).allSatisfy { $0.isFinite }, "\(method)")
      }
    }
    let constant = [Double](repeating: 7, count: 60)
    for method in SimpleMethod.all(fittedTo: [constant], season: nil, steps: 1...4) {
      #expect(forecast(method, constant, from: 59, 1...4).allSatisfy { abs($0 - 7) < 1e-9 })
    }
  }
}
