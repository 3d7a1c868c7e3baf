extension RunReport {
  func numbers(_ html: inout HTMLText) {
    guard let targets = record.results?.targets, !targets.isEmpty else { return }
    html.element("h2", "Errors on the test part")
    for target in targets {
      html.table(
        caption: "\(TerminalText.name(target.column)), in its own units; MASE and sMAPE have none",
        header: ["", "RMSE", "MAE", "MASE", "sMAPE"],
        [Self.row("model", target.test)]
          + (target.methods?.map { Self.row(TerminalText.plain($0.name), $0.errors) }
            ?? [Self.row("last value", target.naive)]))
      guard let steps = target.steps, let others = target.methodSteps,
        let best = target.methods?.first
      else { continue }
      html.table(
        caption: "\(TerminalText.name(target.column)), RMSE by rows ahead",
        header: ["rows ahead", "model", TerminalText.plain(best.name)],
        target.shownSteps.map { step in
          ["\(step + 1)"] + [steps[step], others[step]].map { FigureText.figure($0.rmse) }
        })
    }
  }

  private static func row(_ name: String, _ errors: RunErrors) -> [String] {
    [name] + [errors.rmse, errors.mae, errors.mase].map { $0.map { FigureText.figure($0) } ?? "–" }
      + [errors.smape.map { NumberText.percent($0, decimals: 2) } ?? "–"]
  }

  func settings(_ html: inout HTMLText) {
    html.element("h2", "Model and settings")
    html.lines(layers)
    words(
      caption: "Settings, by their names in run.json",
      StoredLeaf.all(of: record.settings).map {
        [$0.name, TerminalText.plain($0.value, limit: 300)]
      },
      &html)
  }

  /// What the run came of: data, machine and files.
  func origin(_ html: inout HTMLText) {
    html.element("h2", "Data, machine and files")
    let data = record.data
    var rows = [["data", TerminalText.plain(record.settings.data.description)]]
    if let path = data.path { rows.append(["path", TerminalText.plain(path)]) }
    rows.append(["rows", NumberText.grouped(data.rows)])
    for (number, part) in (parts ?? "").split(separator: "\n").enumerated() {
      rows.append([number == 0 ? "parts" : "", String(part)])
    }
    rows.append(["columns", TerminalText.names(data.columns)])
    rows.append(["fingerprint", data.fingerprint])
    let machine = record.machine
    rows.append(["system", TerminalText.plain(machine.system)])
    rows.append([
      "machine",
      "\(NumberText.count(machine.cores, "core")), \(NumberText.count(machine.processors, "processor")),"
        + " \(NumberText.count(machine.numaNodes, "NUMA node"))",
    ])
    rows.append(["kernels", machine.instructionSet])
    if let quota = machine.quota {
      rows.append(["quota", "\(FigureText.figure(quota)) processors"])
    }
    let places = record.workers.map { $0.processors.map(String.init).joined(separator: "+") }
    rows.append([
      "workers", "\(record.workers.count), on processors \(places.joined(separator: ", "))",
    ])
    if let members = record.from?.members {
      rows.append(["mean of", members.map { TerminalText.plain($0) }.joined(separator: ", ")])
    }
    if let results = record.results {
      rows.append([
        "training",
        "\(NumberText.duration(results.seconds)), \(NumberText.rounded(results.samplesPerSecond)) samples/s",
      ])
    }
    rows.append(["Skein", TerminalText.plain(record.skein)])
    words(caption: "Where the run comes from", rows, &html)
    guard let files = record.files, !files.isEmpty else { return }
    html.table(
      caption: "Files of the run folder, with their digests", header: ["file", "bytes", "XXH64"],
      files.sorted { $0.key < $1.key }.map {
        [TerminalText.plain($0.key), NumberText.grouped($0.value.bytes), $0.value.xxh64]
      })
  }

  private func words(caption: String, _ rows: [[String]], _ html: inout HTMLText) {
    html.element("div", ["class": "words"]) {
      $0.table(caption: caption, header: ["name", "value"], rows)
    }
  }
}
