import Foundation
import Support
import Testing

/// One model, whichever way its data came in.
@Suite("Ways in") struct WaysInTests {
  private let folder: ScratchFolder
  private let shape = "--target a --inputs a,b --window 5 --model lstm:3,dense:1 --epochs 2 --quiet"

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("all.csv", rows: 120)
    let lines = try folder.lines("all.csv")
    try FileManager.default.createDirectory(
      atPath: folder.path("logs"), withIntermediateDirectories: true)
    for (name, rows) in [("day1", 1..<40), ("day2", 40..<90), ("day10", 90..<121)] {
      try folder.write(
        "logs/\(name).csv", ([lines[0]] + lines[rows]).joined(separator: "\n") + "\n")
    }
    let names = lines[0].split(separator: ",")
    let objects = lines.dropFirst().map { (line: String) -> String in
      let pairs = zip(names, line.split(separator: ",")).map { (name, field) -> String in
        name == names[0] ? "\"\(name)\": \"\(field)\"" : "\"\(name)\": \(field)"
      }
      return "{" + pairs.joined(separator: ", ") + "}\n"
    }
    try folder.write("all.jsonl", objects.joined())
  }

  private func train(_ data: String, _ output: String, _ more: String = "") throws
    -> SkeinProgram.Outcome
  {
    try SkeinProgram.run("train --data \(data) \(shape) --output \(output) \(more)", in: folder)
  }

  /// What a run must not depend on the way for.
  private func results(_ run: String) throws -> [[UInt8]] {
    let record = try JSONSerialization.jsonObject(with: Data(folder.bytes("\(run)/run.json")))
    let scaler = (record as? [String: Any])?["scaler"] ?? ""
    let files = try ["model.safetensors", "predictions.csv", "predictions.svg"].map {
      try folder.bytes("\(run)/\($0)")
    }
    return files + [try Array(JSONSerialization.data(withJSONObject: scaler, options: .sortedKeys))]
  }

  @Test("files, folders, patterns, JSON lines, column files and pipes give the same bits")
  func same() throws {
    #expect(try train("all.csv", "run").code == 0)
    let expected = try results("run")
    let ways = [
      "logs", "logs/day*.csv", "logs/day2.csv logs/day1.csv logs/day10.csv", "all.jsonl",
      "all.csv --column-file columns", "all.csv --column-file columns",
      "logs --column-file columns",
      "all.csv --column-file never",
    ]
    for (index, way) in ways.enumerated() {
      let outcome = try train(way, "way\(index)", "")
      #expect(outcome.code == 0, "\(way): \(outcome.errors)")
      // The charts are called by the data.
      let found = try results("way\(index)")
      #expect(
        found[0] == expected[0] && found[1] == expected[1] && found[3] == expected[3], "\(way)")
      #expect(way.contains("all.csv") ? found == expected : true)
    }
    #expect(try folder.names("columns").count == 2)
    let piped = try SkeinProgram.shell(
      "cat all.csv | \"$SKEIN\" train --data - \(shape) --output piped --column-file columns",
      in: folder)
    #expect(piped.succeeded, "\(piped.errors)")
    #expect(try results("piped")[0] == expected[0] && results("piped")[1] == expected[1])
    #expect(try folder.names("columns").count == 2, "a pipe leaves nothing")
  }

  @Test("a run goes on and is measured on its parts, by the names that were given")
  func stored() throws {
    let parts = "logs/day1.csv logs/day2.csv logs/day10.csv"
    for (data, name) in [("logs", "folder"), ("'logs/*.csv'", "pattern"), (parts, "list")] {
      #expect(try train(data.filter { $0 != "'" }, name).code == 0)
      let own = try SkeinProgram.run("evaluate \(name) --json", in: folder)
      #expect(own.code == 0 && own.errors.isEmpty, "\(own.errors)")
      let resumed = try SkeinProgram.run("train --resume \(name) --epochs 3 --quiet", in: folder)
      #expect(resumed.code == 0, "\(resumed.errors)")
      let other = try SkeinProgram.run(
        "predict \(name) --data logs/day1.csv --data logs/day2.csv", in: folder)
      #expect(other.code == 0 && other.output.split(separator: "\n").count == 85, "\(other.errors)")
      let forecast = try SkeinProgram.run(
        "forecast \(name) --steps 2 --data logs --output -", in: folder)
      // Its inputs are more than its target, so it says so, and nothing about the folder.
      #expect(forecast.code == 1 && forecast.errors.contains("future of b is not known"))
      let record = try JSONSerialization.jsonObject(with: Data(folder.bytes("\(name)/run.json")))
      let stored = record as? [String: Any]
      let files = (stored?["data"] as? [String: Any])?["files"] as? [[String: Any]]
      #expect(files?.count == 3)
      for file in files ?? [] {
        let path = try #require(file["path"] as? String)
        #expect(path.hasPrefix("/") && FileManager.default.fileExists(atPath: path))
        #expect((file["xxh64"] as? String)?.count == 16)
      }
      let given = (stored?["settings"] as? [String: Any])?["data"]
      if name == "list" {
        #expect(given as? [String] == parts.split(separator: " ").map(String.init))
      } else {
        #expect(given as? String == data.filter { $0 != "'" })
      }
    }
    let table = try SkeinProgram.run("data logs/day1.csv logs/day2.csv", in: folder)
    #expect(table.output.hasPrefix("read 89 rows from 2 files: "), "\(table.output)")
    try folder.write("logs/other.csv", "date,x\n2021-01-01,1\n2021-01-02,1\n2021-01-03,1\n")
    let refused = try train("logs", "no")
    #expect(
      refused.code == 1 && refused.errors.contains("other.csv has other columns"),
      "\(refused.errors)")
  }
}
