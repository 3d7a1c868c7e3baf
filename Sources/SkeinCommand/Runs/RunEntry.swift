import Foundation
import Skein

/// What `skein runs --json` prints.
struct RunsReport: Encodable {
  let runs: [RunEntry]
}

/// A run in a list.
struct RunEntry: Encodable {
  let run: String
  let state: RunSummary.State
  @NullIfMissing var problem: String?
  /// In UTC, as 2026-11-29T14:03:00Z.
  let changed: String
  @NullIfMissing var epochs: Int?
  @NullIfMissing var loss: Double?
  @NullIfMissing var validationLoss: Double?
  @NullIfMissing var model: String?
  @NullIfMissing var parameters: Int?
  @NullIfMissing var settings: RunSettings?
  @NullIfMissing var results: RunResults?

  init(_ summary: RunSummary) {
    let record = summary.record
    run = summary.path
    state = summary.state
    changed = summary.changed.formatted(.iso8601)
    problem = summary.problem
    epochs = summary.epochs
    loss = summary.loss
    validationLoss = summary.validationLoss
    model = record?.model.layers
    parameters = record?.model.parameters
    settings = record?.settings
    results = record?.results
  }

  /// By which runs are ordered: the RMSE of the only target, or the MASE of several, or of many series.
  var error: Double? {
    if let panel = results?.panel?.first { return panel.mase }
    guard let test = results?.test else { return nil }
    return results?.targets.count == 1 ? test.rmse : test.mase
  }
}
