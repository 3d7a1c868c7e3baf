import Foundation
import Skein
import Topology

/// `skein tune --list` and `--forget`: what the tuner has kept.
struct StoredChoices {
  let json: Bool

  /// A file of the folder, for `--json`.
  private struct Line: Encodable {
    let file: String
    /// Null for a file of an earlier format, or one that is damaged.
    @NullIfMissing var choice: StoredTuning?
    /// Whether `skein train` would use it here and now.
    let isUsed: Bool
  }

  private struct Listing: Encodable {
    let choices: [Line]
  }

  private struct Forgotten: Encodable {
    let forgotten: [String]
  }

  private func store() throws -> TuningStore {
    guard let store = TuningStore(environment: ProcessInfo.processInfo.environment) else {
      throw TuningStoreError.noHome
    }
    return store
  }

  /// - Throws: `TuningStoreError`, and what discovering the machine throws.
  func list() throws {
    let store = try store()
    let machine = try Machine.discover()
    let kernels = try KernelSelection.preferred().instructionSet.rawValue
    let lines = try store.entries().map { entry in
      Line(
        file: entry.path, choice: entry.choice,
        isUsed: entry.choice.map { isUsed($0, machine, kernels) } ?? false)
    }
    if json { return try StandardOutput.write(RunJSON.text(Listing(choices: lines))) }
    try StandardOutput.tell(text(lines, machine, kernels, in: store.folder))
  }

  private func isUsed(_ choice: StoredTuning, _ machine: Machine, _ kernels: String) -> Bool {
    let key = choice.key
    return key.machine == machine.topologyHash && key.processors == machine.allowedProcessors
      && key.quota == machine.quota && key.kernels == kernels && key.skein == SkeinVersion.current
  }

  private func text(
    _ lines: [Line], _ machine: Machine, _ kernels: String, in folder: String
  ) -> String {
    if lines.isEmpty { return "no choice is kept in \(TerminalText.plain(folder))\n" }
    var table = TextTable(
      header: ["of", "shape", "choice", "to default", "others", "used here"])
    for line in lines {
      guard let choice = line.choice else {
        table.append(
          [
            "–", TerminalText.plain(FilePath.name(of: line.file)), "–", "–", "–",
            "no: of an earlier version, or damaged",
          ])
        continue
      }
      let key = choice.key
      table.append(
        [
          choice.day,
          TerminalText.plain(
            "\(key.model), \(key.inputSize) × \(key.sequenceLength), batch \(key.batchSize)"),
          choice.crewText, choice.ratioToDefault.map(TuneText.ratio) ?? "–",
          choice.othersProcessors.map { NumberText.significant($0, digits: 2) } ?? "–",
          line.isUsed ? "yes" : "no: \(reason(key, machine, kernels))",
        ])
    }
    return table.text
  }

  /// Why a choice is for something else than this machine now.
  private func reason(_ key: TuningKey, _ machine: Machine, _ kernels: String) -> String {
    if key.machine != machine.topologyHash { return "another machine" }
    if key.processors != machine.allowedProcessors { return "for processors \(key.processors)" }
    if key.quota != machine.quota { return "another quota" }
    if key.kernels != kernels { return "for \(TerminalText.plain(key.kernels)) kernels" }
    return "Skein \(TerminalText.plain(key.skein))"
  }

  /// Deletes what is kept for this machine and a shape, whatever processors, quota and version.
  func forget(_ problem: BenchmarkProblem) throws {
    let kernels = try KernelSelection.preferred().instructionSet.rawValue
    let key = TuningKey(try Machine.discover(), problem, kernels: kernels)
    try tell(try store().forget(TuningStore.Shape(key)))
  }

  func forgetAll() throws { try tell(try store().forget(nil)) }

  private func tell(_ files: [String]) throws {
    if json { return try StandardOutput.write(RunJSON.text(Forgotten(forgotten: files))) }
    let lines = files.map { "forgot \(TerminalText.plain($0))\n" }.joined()
    try StandardOutput.tell(files.isEmpty ? "nothing was kept\n" : lines)
  }
}
