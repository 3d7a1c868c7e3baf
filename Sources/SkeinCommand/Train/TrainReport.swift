import Skein

/// What `skein train --json` prints.
struct TrainReport: Encodable {
  let run: String
  let settings: RunSettings
  let history: [RunEpoch]
  @NullIfMissing var test: RunErrors?
  @NullIfMissing var naive: RunErrors?
  let targets: [RunTarget]
  @NullIfMissing var classes: ClassResults?
  @NullIfMissing var language: LanguageResults?
  let seconds: Double
  let samplesPerSecond: Double
  let workers: [RunWorker]
  let files: [String]
  @NullIfMissing var failure: String?
  @NullIfMissing var stopped: String?
  @NullIfMissing var restoredEpoch: Int?

  init(_ record: RunRecord, epochs: [EpochRecord], run: String, files: [String]) {
    self.run = run
    settings = record.settings
    history = epochs.map { RunEpoch($0) }
    test = record.results?.test
    naive = record.results?.naive
    targets = record.results?.targets ?? []
    classes = record.results?.classes
    language = record.results?.language
    seconds = record.results?.seconds ?? 0
    samplesPerSecond = record.results?.samplesPerSecond ?? 0
    workers = record.workers
    self.files = files
    failure = record.results?.failure
    stopped = record.results?.stopped
    restoredEpoch = record.results?.restoredEpoch
  }
}

/// One epoch of the history, with the names of `history.csv`.
struct RunEpoch: Codable, Sendable, Equatable {
  var epoch: Int
  var loss: Double
  @NullIfMissing var validationLoss: Double?
  var seconds: Double

  init(_ record: EpochRecord) {
    epoch = record.epoch
    loss = record.loss
    validationLoss = record.validationLoss
    seconds = record.seconds
  }
}
