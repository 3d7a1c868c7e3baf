import Foundation
import Skein
import Testing

@Suite("Courses that a forecast may take")
struct PathTests {
  private func forecaster(_ loss: Loss, horizon: Int) throws -> (Forecaster, Series) {
    let series = try NoisySeries.series(rows: 120) { row, _, noise in
      Double(row % 4) + (noise > 0 ? 1 : 0)
    }
    let data = try Dataset(series, window: 6, horizon: horizon)
    let outputs = loss.head.outputs(forTargets: horizon) ?? horizon
    let model = try Model(
      Sequential {
        LSTM(4)
        Dense(outputs)
      }, for: data, loss: loss, seed: 5
    ).read(by: loss.head)
    return (try Forecaster(model, trainedOn: data), series)
  }

  private static let likelihoods = [
    Loss(NormalLikelihood()), Loss(StudentLikelihood()), Loss(PoissonLikelihood()),
    Loss(NegativeBinomialLikelihood()),
  ]

  @Test("a seed gives the same courses, another seed others, and fewer are the first of more")
  func seeds() throws {
    for loss in Self.likelihoods {
      for horizon in [1, 3] {
        let (forecaster, series) = try forecaster(loss, horizon: horizon)
        let paths = try forecaster.paths(series, steps: 5, count: 6, seed: 2)
        #expect(paths.count == 6 && paths.allSatisfy { $0.count == 5 })
        #expect(try forecaster.paths(series, steps: 5, count: 4, seed: 2) == Array(paths.prefix(4)))
        let shorter = try forecaster.paths(series, steps: 2, count: 6, seed: 2)
        #expect(shorter == paths.map { Array($0.prefix(2)) })
        #expect(try forecaster.paths(series, steps: 5, count: 6, seed: 3) != paths)
        #expect(Set(paths.map(\.description)).count > 1)
        if loss.head.domain == .counts {
          #expect(paths.allSatisfy { $0.allSatisfy { $0 >= 0 && $0 == $0.rounded() } })
        }
      }
    }
  }

  @Test("the mean of many courses is the prediction, of every likelihood")
  func means() throws {
    for loss in Self.likelihoods {
      let (forecaster, series) = try forecaster(loss, horizon: 2)
      let paths = try forecaster.paths(series, steps: 2, count: 2000)
      let means = try forecaster.forecast(series, steps: 2).map(\.predicted)
      for step in 0..<2 {
        let drawn = paths.map { $0[step] }
        let mean = drawn.reduce(0, +) / Double(drawn.count)
        let squares = drawn.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (squares / Double(drawn.count) / Double(drawn.count)).squareRoot()
        #expect(abs(mean - means[step]) < 5 * error, "\(loss): \(mean), \(means[step]), \(error)")
      }
    }
  }

  @Test("beyond the rows that are told at once, a course goes on from its own numbers")
  func goesOn() throws {
    let (forecaster, series) = try forecaster(Loss(NormalLikelihood()), horizon: 1)
    let path = try forecaster.paths(series, steps: 3, count: 1, seed: 9)[0]
    let stream = RandomStream(seed: 9, purpose: .samplePaths, stream: 0)
    var values = (0..<120).map { series.value(row: $0, column: 0) }
    for step in 0..<3 {
      let input = values.suffix(6).map { forecaster.preparation.scaler.scale($0, column: 0) }
      var raw = try Predictor(forecaster.model.unread).predict(input)
      raw.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { NormalLikelihood().read(base, count: 2) }
      }
      let z = NormalDistribution.quantile(stream.uniform(at: UInt64(step)) + 0x1p-54)
      let wanted =
        forecaster.preparation.scaler.offsets[0]
        + forecaster.preparation.scaler.scales[0] * (Double(raw[0]) + Double(raw[1]) * z)
      #expect(abs(path[step] - wanted) < 1e-9)
      values.append(path[step])
    }
  }

  @Test("a loss that tells no distribution is refused")
  func refused() throws {
    for loss in [Loss.mse, Loss(Quantiles([0.1, 0.9]))] {
      let (forecaster, series) = try forecaster(loss, horizon: 1)
      #expect(throws: ForecastError.noDistribution(loss: loss.rawValue)) {
        try forecaster.paths(series, steps: 2, count: 3)
      }
    }
  }
}
