import Testing

@Suite("Reading: the tables that people use first")
struct KnownTableTests {
  @Test(
    "data sets of papers and courses are read as they are meant", arguments: KnownTable.research)
  func research(table: KnownTable) { #expect(table.problems == []) }

  @Test("prices are read as exchanges and brokers give them out", arguments: KnownTable.markets)
  func markets(table: KnownTable) { #expect(table.problems == []) }

  @Test("tables of offices are read as they are published", arguments: KnownTable.agencies)
  func agencies(table: KnownTable) { #expect(table.problems == []) }

  @Test("what programs write is read as it is meant", arguments: KnownTable.tools)
  func tools(table: KnownTable) { #expect(table.problems == []) }

  @Test("a marker that nobody named is told: -9999 beside winds")
  func markers() throws {
    let text = try #require(KnownTable.research.first { $0.name == "Jena climate" }?.text)
    let series = try Tables.read(text, .init(targets: ["wv (m/s)"]))
    #expect(series.told.contains("-9999 stands 2 times in column 'wv (m/s)'"), "\(series.told)")
  }
}
