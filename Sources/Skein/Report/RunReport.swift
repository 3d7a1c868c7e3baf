/// One page about a run, which needs nothing but itself: no other files, fonts, scripts or network.
///
/// The verdict stands first, then the numbers, the pictures, and at the end what is needed to make the run
/// again. The same record and pictures give the same bytes.
package struct RunReport: Sendable {
  let record: RunRecord
  let pictures: RunPictures
  /// The layers, one a line.
  let layers: String
  /// What is to be said before all else, one sentence each.
  let notes: [String]
  /// The rows of each part, in a sentence; nil where the data is not there any more.
  let parts: String?

  /// - Parameter dataset: what the run was trained with, where it is there.
  package init(
    _ record: RunRecord, model: Model, pictures: RunPictures, dataset: Dataset?,
    notes: [String] = []
  ) {
    self.record = record
    self.pictures = pictures
    self.notes = notes
    layers = "\(model.summary)"
    parts = dataset.map { $0.splits.description(of: $0.series) }
  }

  /// The page.
  package var html: String {
    var html = HTMLText()
    let title = ShortText.cut(record.settings.runName, to: 100)
    html.element("head") { html in
      html.text("<meta charset=\"utf-8\"/>\n")
      html.text("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
      html.text("<meta name=\"generator\" content=\"Skein \(SkeinVersion.current)\"/>\n")
      html.element("title", "\(title) – Skein")
      html.text("<style>\n\(ReportStyle.sheet)\n</style>\n")
    }
    html.element("body") { html in
      html.element("header") { html in
        html.element("h1", title)
        summary(&html)
      }
      html.element("main") { html in
        numbers(&html)
        drawn(&html)
        settings(&html)
        origin(&html)
      }
    }
    return "<!DOCTYPE html>\n<html lang=\"en\">\n\(html.markup)</html>\n"
  }

  private func summary(_ html: inout HTMLText) {
    let results = record.results
    for target in results?.targets ?? [] {
      let subject = results?.targets.count == 1 ? "" : "\(TerminalText.name(target.column)): "
      html.element("p", "\(subject)\(target.sentence).", ["class": "verdict"])
    }
    for target in results?.panel ?? [] {
      let subject = results?.panel?.count == 1 ? "" : "\(TerminalText.name(target.column)): "
      html.element("p", "\(subject)\(target.sentence).", ["class": "verdict"])
    }
    if results?.failure == nil, results?.targets.isEmpty ?? true, results?.panel?.isEmpty ?? true {
      html.element("p", "No test part, so nothing was measured.", ["class": "verdict"])
    }
    if let failure = results?.failure {
      html.element(
        "p", "The training failed: \(TerminalText.plain(failure)).", ["class": "verdict"])
    }
    html.element("p", about, ["class": "muted"])
    for note in notes { html.element("p", "Note: \(note).", ["class": "note"]) }
  }

  /// What was trained on what, in a line.
  private var about: String {
    let data = record.data
    var text = "\(TerminalText.plain(record.settings.data.description)):"
    text += " \(NumberText.count(data.rows, "row")),"
    text += " predicts \(TerminalText.names(data.targets))"
    if data.inputs != data.targets { text += " from \(TerminalText.names(data.inputs))" }
    let settings = record.settings
    text +=
      settings.predictedRows > 1
      ? ", 1 to \(settings.farthest) rows ahead"
      : ", \(NumberText.count(settings.farthest, "row")) ahead"
    text += ", from \(NumberText.count(settings.window, "row"))."
    if let results = record.results, let epochs = results.epochs {
      text += " \(NumberText.count(epochs, "epoch")) in \(NumberText.duration(results.seconds))"
      text += results.restoredEpoch.map { "; the weights are those of epoch \($0)." } ?? "."
    }
    return text
  }

  private func drawn(_ html: inout HTMLText) {
    html.element("h2", "Pictures")
    for sheet in pictures.predictions { figure(sheet, &html) }
    for chart in pictures.errors { figure(ChartSheet(chart), &html) }
    for sheet in pictures.residuals { figure(sheet, &html) }
    if let losses = pictures.losses { figure(ChartSheet(losses), &html) }
  }

  /// A picture twice: the page shows the one that fits the screen.
  private func figure(_ sheet: ChartSheet, _ html: inout HTMLText) {
    html.element("figure") { html in
      for (name, size) in [("wide", ChartSize.wide), ("narrow", .narrow)] {
        html.element("div", ["class": name]) {
          $0.text(sheet.svg(width: size.width, styleSheet: ""))
        }
      }
    }
  }
}
