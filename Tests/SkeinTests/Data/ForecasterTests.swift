import Foundation
import Skein
import Testing

@Suite("A model with its preparation")
struct ForecasterTests {
  private static func series(
    _ name: String = "load", from start: Double, rows: Int = 60
  ) throws -> Series {
    try Series(
      name: "week",
      columns: [SeriesColumn(name, (0..<rows).map { start + 3 * sin(Double($0)) })],
      targets: [name])
  }

  private static func trained() throws -> (Forecaster, Dataset) {
    let data = try Dataset(series(from: 100), window: 6, scaling: .standard)
    let model = try Model(
      Sequential {
        LSTM(4); LSTM(3); Dense(1)
      }, for: data, seed: 2)
    return (try Forecaster(model, trainedOn: data), data)
  }

  @Test("what was saved gives the same bits")
  func roundTrip() throws {
    let (forecaster, data) = try Self.trained()
    try withTemporaryFolder { folder in
      let path = folder + "/load.safetensors"
      try forecaster.save(to: path)
      let read = try Forecaster(contentsOf: path)
      #expect(read.preparation == forecaster.preparation)
      #expect(read.model.weights == forecaster.model.weights)
      #expect(
        try read.predictions(for: data.test) == forecaster.predictions(for: data.test))
      try read.save(to: folder + "/again")
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: path))
          == Data(contentsOf: URL(fileURLWithPath: folder + "/again")))
    }
  }

  @Test("new data is scaled by the numbers of the training, not by its own")
  func fittedScaler() throws {
    let (forecaster, data) = try Self.trained()
    let new = try Self.series(from: 500)
    let prepared = try Dataset(new, like: data)
    #expect(prepared.scaler == data.scaler)
    let scaled = try forecaster.model.predict(prepared.all)
    let rows = try forecaster.predictions(for: new)
    #expect(rows.count == 54)
    for (index, row) in rows.enumerated() {
      #expect(
        row.predicted == Double(scaled[index]) * data.scaler.scales[0] + data.scaler.offsets[0])
      #expect(row.actual == new.value(row: index + 6, column: 0))
      #expect(row.label == "\(index + 7)" && row.row == index + 6)
    }
    let fittedAnew = try Dataset(new, window: 6, scaling: .standard)
    #expect(throws: PreparationError.otherScaler(source: "week")) {
      try forecaster.predictions(for: fittedAnew.all)
    }
    #expect(throws: PreparationError.otherScaler(source: "week")) {
      try forecaster.forecast(fittedAnew, steps: 1)
    }
    #expect(try forecaster.forecast(new, steps: 2) == forecaster.forecast(prepared, steps: 2))
  }

  @Test("other columns are refused by name")
  func otherColumns() throws {
    let (forecaster, _) = try Self.trained()
    let other = try Self.series("wind", from: 100)
    let error = #expect(throws: PreparationError.self) {
      try forecaster.predictions(for: other)
    }
    let text = try #require(error?.description)
    #expect(text.contains("the input wind") && text.contains("the input load"), "\(text)")
  }

  @Test("sequences are inferred in Sequential as in a specification")
  func sequences() throws {
    let built = Sequential {
      LSTM(60); LSTM(50); Dense(1)
    }
    #expect(
      built.specification
        == (try Sequential(specification: "lstm:60,lstm:50,dense:1"))
        .specification)
    #expect(
      Sequential {
        LSTM(2, returnSequences: true); Dense(1)
      }.specification
        == "lstm:2:sequence,dense:1")
  }
}
