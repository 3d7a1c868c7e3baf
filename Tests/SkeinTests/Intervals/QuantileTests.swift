import Foundation
import Skein
import Testing

@Suite("Quantiles around forecasts")
struct QuantileTests {
  @Test("distances, coverage and pinball loss are those that numpy computes")
  func golden() throws {
    for golden in try GoldenIntervals.read() {
      let data = try golden.dataset()
      let wanted = golden.told
      let found = try ForecastQuantiles(
        wanted.map(\.quantile).reversed(), from: golden.told(data.validation))
      #expect(found.all == wanted.map(\.quantile) && found.windows == data.validation.count)
      let test = golden.told(data.test)
      let scores = found.scores(of: test, Array(test.windows), target: 0)
      for (index, wanted) in wanted.enumerated() {
        for (distance, other) in zip(found.distances[index], wanted.distances) {
          #expect(abs(distance - other) <= 1e-9 * max(1, abs(other)), "\(golden.name)")
        }
        #expect(scores[index].coverage == wanted.coverage, "\(golden.name) \(wanted.quantile)")
        #expect(abs(scores[index].pinball - wanted.pinball) <= 1e-9 * wanted.pinball)
      }
    }
  }

  @Test("a quantile needs as many windows as there are numbers beyond it, and names how many")
  func least() throws {
    let series = try NoisySeries.walk(rows: 62)
    for (quantile, needed) in [(0.5, 1), (0.9, 9), (0.1, 9), (0.95, 19), (0.025, 39), (0.99, 99)] {
      #expect(ForecastQuantiles.leastWindows(for: quantile) == needed)
      for count in [needed - 1, needed] where count > 0 && count < 50 {
        let windows = try Windows(of: series, length: 2)
        let splits = Splits(
          windows, training: 0..<1, validation: 1..<count + 1, test: windows.count..<windows.count)
        let data = Dataset(
          series: series, windows: windows, splits: splits,
          scaler: Scaler(.none, fittedTo: series, rows: 0..<3))
        let told = ToldWindows(points: [Float](repeating: 0, count: count), of: data.validation)
        if count == needed {
          _ = try ForecastQuantiles([quantile], from: told)
        } else {
          #expect(
            throws: QuantileError.tooFewWindows(quantile: quantile, windows: count, needed: needed)
          ) { try ForecastQuantiles([quantile], from: told) }
        }
      }
    }
  }

  /// What an untrained model tells, whose quantiles cross and whose distributions are wrong.
  private func teller(_ loss: Loss, horizon: Int) throws -> (Forecaster, Dataset) {
    let data = try Dataset(
      NoisySeries.walk(rows: 300), window: 8, horizon: horizon, scaling: .standard)
    let model = try Model(
      Sequential {
        LSTM(4)
        Dense(loss.head.outputs(forTargets: horizon) ?? horizon)
      }, for: data, loss: loss, seed: 3
    ).read(by: loss.head)
    return (try Forecaster(model, trainedOn: data), data)
  }

  @Test(
    "quantiles never fall, whatever the loss; those of a forecast are of the window at the end",
    arguments: ["mse", "quantile:0.1:0.5:0.9", "gaussian", "student"])
  func rising(loss: String) throws {
    let (forecaster, data) = try teller(try #require(Loss(rawValue: loss)), horizon: 3)
    let quantiles = try ForecastQuantiles(
      [0.05, 0.3, 0.5, 0.7, 0.95], from: forecaster.model.told(data.validation))
    let told = try forecaster.model.told(data.all)
    let scores = quantiles.scores(of: told, Array(data.validation.windows), target: 0)
    for (score, quantile) in zip(scores, quantiles.all) {
      // The same rows that they were learnt from.
      #expect(abs(score.coverage - quantile) <= 0.05, "\(loss) \(quantile) \(score.coverage)")
    }
    let rows = try forecaster.future(data.series, steps: 5, quantiles: quantiles)
    #expect(rows.quantiles.map(\.count) == [5, 5, 5, 0, 0])
    #expect(rows.quantiles.allSatisfy { $0 == $0.sorted() })
    let far = try forecaster.future(
      data.series, steps: 5, quantiles: quantiles, learningFrom: data)
    #expect(Array(far.quantiles.prefix(3)) == Array(rows.quantiles.prefix(3)))
    #expect(far.quantiles.allSatisfy { $0.count == 5 && $0 == $0.sorted() && $0[0] < $0[4] })
  }
}
