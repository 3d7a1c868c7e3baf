import Skein

/// The latencies of readings, for people.
struct StreamText {
  let report: StreamReport

  var text: String {
    let shape =
      "predictions of \(report.model): input \(report.inputSize),"
      + " \(NumberText.count(report.sequenceLength, "time step")), a reading at a time,"
      + " \(report.isa)\n"
    var table = TextTable(header: ["readings", "p50", "p90", "p99", "p99.9", "largest"])
    let times = [
      report.p50Microseconds, report.p90Microseconds, report.p99Microseconds,
      report.p999Microseconds, report.maximumMicroseconds,
    ]
    table.append(
      [NumberText.rounded(Double(report.readings))]
        + times.map { NumberText.significant($0, digits: 4) + " µs" })
    return shape + table.text
  }
}
