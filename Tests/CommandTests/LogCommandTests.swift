import Foundation
import Skein
import Support
import Testing

@Suite("Logs and metrics of skein train") struct LogCommandTests {
  private let folder: ScratchFolder
  private static let small = "train --data waves.csv --window 5 --model lstm:3,dense:1"

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 60)
  }

  /// The rows of `log.csv` without the times, which differ from run to run.
  private func rows(_ run: String) throws -> [[String]] {
    try folder.lines("\(run)/log.csv").map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Array(fields[..<3] + fields[5...7])
    }
  }

  @Test("a run that is extended and killed has logs of each epoch once, and the same model")
  func resumed() throws {
    let logs = "--log csv --log jsonl,tensorboard"
    let whole = try SkeinProgram.run("\(Self.small) --epochs 4 --output whole \(logs)", in: folder)
    #expect(whole.code == 0, "\(whole.errors)")
    for name in ["log.csv", "log.jsonl", "events.out.tfevents.skein"] {
      #expect(whole.errors.contains("whole/\(name)"), "\(whole.errors)")
    }
    let part = try SkeinProgram.run("\(Self.small) --epochs 2 --output run \(logs)", in: folder)
    #expect(part.code == 0, "\(part.errors)")
    let early = try folder.bytes("run/events.out.tfevents.skein")
    // What a killed training leaves behind its checkpoint.
    try folder.write("run/log.csv", try folder.text("run/log.csv") + "3,21,")
    try folder.write("run/log.jsonl", try folder.text("run/log.jsonl") + "{\"epoch\": 3,")
    let resumed = try SkeinProgram.run("train --resume run --epochs 4 --quiet", in: folder)
    #expect(resumed.code == 0, "\(resumed.errors)")
    let (rows, undisturbed) = (try rows("run"), try rows("whole"))
    #expect(rows.count == 5 && rows == undisturbed)
    #expect(try folder.bytes("run/model.safetensors") == folder.bytes("whole/model.safetensors"))
    let lines = try folder.lines("run/log.jsonl").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(lines.compactMap { $0["epoch"] as? Int } == [1, 2, 3, 4])
    let events = try folder.bytes("run/events.out.tfevents.skein")
    #expect(events.starts(with: early) && events.count > early.count)
    // The digests of the record are those of the files.
    let record = try StoredRun.record(in: folder.path("run"))
    for name in ["log.csv", "log.jsonl", "events.out.tfevents.skein"] {
      #expect(try record.files?[name] == FileDigest(ofFile: folder.path("run/\(name)")))
    }
  }

  @Test("another log may be asked for on the way, and none any more; no model depends on it")
  func changed() throws {
    #expect(
      try SkeinProgram.run("\(Self.small) --epochs 2 --output run --quiet", in: folder).code == 0)
    let model = try folder.bytes("run/model.safetensors")
    #expect(!folder.has("run/log.csv"))
    let resume = "train --resume run --quiet --log"
    #expect(try SkeinProgram.run("\(resume) csv", in: folder).code == 0)
    #expect(try folder.lines("run/log.csv").count == 3)
    #expect(try SkeinProgram.run("\(resume) none", in: folder).code == 0)
    #expect(!folder.has("run/log.csv"))
    #expect(try folder.bytes("run/model.safetensors") == model)
    for word in ["csv,tsv", "csv,csv", "csv,", "none,csv"] {
      let refused = try SkeinProgram.run("\(resume) \(word)", in: folder)
      #expect(refused.code == 64 && refused.errors.contains("log cannot be"), "\(refused.errors)")
    }
  }

  @Test("metrics tell how far a training came, and go on with it")
  func metrics() throws {
    let line = "\(Self.small) --epochs 2 --output run --quiet --metrics skein.prom"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let first = try folder.text("skein.prom")
    #expect(first.contains("skein_training_epochs_total{run=\"run\"} 2\n"), "\(first)")
    #expect(first.contains("skein_training_active{run=\"run\"} 0\n"))
    #expect(first.contains("\nskein_training_validation_loss{run=\"run\"} "))
    let again = "train --resume run --epochs 3 --quiet --metrics skein.prom"
    #expect(try SkeinProgram.run(again, in: folder).code == 0)
    #expect(
      try folder.text("skein.prom").contains("skein_training_epochs_total{run=\"run\"} 3\n"))
  }

  @Test("metrics that cannot be written are refused before anything is overwritten")
  func noMetrics() throws {
    #expect(
      try SkeinProgram.run("\(Self.small) --epochs 1 --output run --quiet", in: folder).code == 0)
    let record = try folder.bytes("run/run.json")
    let refused = try SkeinProgram.run(
      "\(Self.small) --epochs 2 --output run --overwrite --quiet --metrics no/skein.prom",
      in: folder)
    #expect(refused.code == 1 && refused.errors.contains("no/skein.prom"), "\(refused.errors)")
    #expect(try folder.bytes("run/run.json") == record)
  }

  @Test("a training on sequences has the same logs")
  func sequences() throws {
    var text = "id,x,kind\n"
    for id in 0..<40 {
      for step in 0..<3 { text += "\(id),\(id % 2 == 0 ? step : -step),\(id % 2)\n" }
    }
    try folder.write("walks.csv", text)
    let outcome = try SkeinProgram.run(
      "train --task classify --data walks.csv --sequence id --label kind --model lstm:2,dense:2"
        + " --epochs 2 --output run --log csv --metrics skein.prom", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("run/log.csv"))
    #expect(try folder.lines("run/log.csv").count == 3)
    #expect(try folder.text("skein.prom").contains("skein_training_epochs_total"))
  }
}
