/// The pictures of a run, of each target one.
package struct RunPictures: Sendable {
  /// Nil without epochs.
  package let losses: LineChart?
  package let predictions: [ChartSheet]
  /// Of values alone, not of classes; none without a test part.
  package let residuals: [ChartSheet]
  /// Where several rows are predicted.
  package let errors: [LineChart]

  /// Targets that have pictures of their own: of more nobody would look at all.
  private static let mostTargets = 6

  /// - Parameters:
  ///   - record: with the results.
  ///   - predictions: of the last windows at least; nil where the data is not there any more.
  ///   - tested: of the test part.
  package init(
    _ record: RunRecord, epochs: [EpochRecord], predictions: RunPredictions?,
    tested: RunPredictions?
  ) {
    let name = record.settings.runName
    losses =
      epochs.isEmpty
      ? nil
      : LineChart.losses(
        epochs, of: name, loss: record.settings.loss, scaling: record.scaler.scaling,
        kept: record.results?.restoredEpoch)
    let targets = record.data.targets.indices.prefix(Self.mostTargets)
    self.predictions =
      predictions.map { predictions in
        targets.map { .predictions(predictions, tested: tested, of: name, target: $0) }
      } ?? []
    let tellsValues =
      switch record.settings.loss.head.reading {
      case .value, .quantiles, .distribution: true
      case .probability, .probabilities: false
      }
    residuals =
      tellsValues
      ? targets.compactMap { target in
        tested.flatMap { .residuals($0, of: name, target: target) }
      } : []
    errors = (record.results?.targets ?? []).prefix(Self.mostTargets).compactMap {
      .errorsByStep($0, of: name)
    }
  }

  /// The pictures that have files of their own in a run folder: those of the first target.
  package var files: [(file: RunFolder.File, svg: String)] {
    let wanted: [(RunFolder.File, String?)] = [
      (.loss, losses?.svg()), (.predictionsChart, predictions.first?.svg()),
      (.errorsChart, errors.first?.svg()), (.residualsChart, residuals.first?.svg()),
    ]
    return wanted.compactMap { file, svg in svg.map { (file, $0) } }
  }
}
