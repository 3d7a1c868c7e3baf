import Skein
import Testing

@Suite("Reading: numbers keep their digits")
struct PrecisionTests {
  @Test(
    "a wave on a large offset is scaled to what it is without it",
    arguments: [1e8, 1_234_567_890, -4e9])
  func offset(offset: Double) throws {
    func scaled(_ offset: Double) throws -> Dataset {
      let series = try Tables.read(
        Tables.table("v") { "\(offset + Double(Int(Tables.value($0) * 8)))" })
      #expect(series.target[3] == offset + Double(Int(Tables.value(3) * 8)))
      return try Dataset(series, window: 5, scaling: .standard)
    }
    let (plain, raised) = try (scaled(0), scaled(offset))
    for row in 0..<40 {
      let (one, other) = (
        raised.scaledSeries.value(row: row, column: 0),
        plain.scaledSeries.value(row: row, column: 0)
      )
      #expect((one - other).magnitude < 1e-6)
    }
    #expect(raised.series.fingerprint != plain.series.fingerprint)
  }

  @Test("a change that floats cannot hold changes the fingerprint")
  func fingerprint() throws {
    func print(_ last: String) throws -> UInt64 {
      try Tables.read(Tables.table("v") { $0 == 39 ? last : "10000000\(10 + $0).5" }).fingerprint
    }
    #expect(try print("1000000049.5") != print("1000000049.75"))
  }

  @Test("values are scaled where they are far from unit scale, and nothing else is")
  func automatic() throws {
    func scaling(_ values: [Double]) throws -> Scaling {
      let series = try Series(columns: [SeriesColumn("v", values)], targets: ["v"])
      return try Dataset(series, window: 5, scaling: .auto).scaler.scaling
    }
    let wave = (0..<60).map { Tables.value($0) / 4 - 3 }
    #expect(try scaling(wave) == .none)
    #expect(try scaling(wave.map { $0 + 20 }) == .standard)
    #expect(try scaling(wave.map { $0 / 1000 }) == .standard)
    #expect(try scaling(wave.map { $0 * 100 }) == .standard)
    let sine = try DataSource.load("sine")
    #expect(try Dataset(sine, scaling: .auto).scaler.scaling == .none)
  }
}
