import Foundation
import Skein
import Testing

@Suite("Autocorrelation")
struct AutocorrelationTests {
  /// Golden/Metrics/autocorrelation.json, made by make-autocorrelation.py there.
  private struct Golden: Decodable {
    var values: [Double]
    var missing: [Int]
    var coefficients: [Double]
    var gapped: [Double]

    static func read() throws -> Golden {
      let url = try #require(
        Bundle.module.url(forResource: "Golden/Metrics/autocorrelation", withExtension: "json"))
      return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    }
  }

  @Test("the coefficients are those of statsmodels, with missing values as without")
  func golden() throws {
    let golden = try Golden.read()
    var gapped = golden.values
    for place in golden.missing { gapped[place] = .nan }
    for (values, expected) in [(golden.values, golden.coefficients), (gapped, golden.gapped)] {
      let found = try #require(Autocorrelation.coefficients(of: values, lags: 20))
      #expect(found.count == 20)
      for (own, other) in zip(found, expected) { #expect(abs(own - other) < 1e-12) }
    }
  }

  @Test("values that are all one, and a single one, have none; lags beyond the values are left out")
  func few() {
    #expect(Autocorrelation.coefficients(of: [2, 2, 2], lags: 2) == nil)
    #expect(Autocorrelation.coefficients(of: [1], lags: 1) == nil)
    #expect(Autocorrelation.coefficients(of: [.nan, .nan], lags: 1) == nil)
    #expect(Autocorrelation.coefficients(of: [-1, 1], lags: 9) == [-0.5])
    #expect(abs(Autocorrelation.bound(count: 400) - 0.098) < 1e-15)
  }
}
