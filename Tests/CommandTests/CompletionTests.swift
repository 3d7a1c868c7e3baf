import Foundation
import Skein
import Support
import Testing

@Suite("Completions") struct CompletionTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path("runs/temps"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: folder.path("runs/tides"), withIntermediateDirectories: true)
    for name in ["table.csv", "job.yaml", "machine.xml"] { try folder.write(name, "") }
  }

  /// What bash offers for the last word of a command line.
  private func offered(_ words: [String]) throws -> Set<String> {
    let script = """
      "$SKEIN" --generate-completion-script bash > skein.bash
      mkdir -p bin && ln -sf "$SKEIN" bin/skein
      PATH="$PWD/bin:$PATH" exec bash -c '
        . ./skein.bash
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_TYPE=9
        COMP_POINT=${#COMP_LINE}
        _skein skein "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf "%s\\n" "${COMPREPLY[@]}"
      ' bash "$@"
      """
    let outcome = try SkeinProcess(script: script, arguments: words, in: folder).wait()
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return Set(outcome.output.split(separator: "\n").map(String.init))
  }

  @Test("shells read the scripts that are made for them", arguments: ["bash", "zsh", "fish"])
  func syntax(shell: String) throws {
    let outcome = try SkeinProgram.shell(
      """
      "$SKEIN" --generate-completion-script \(shell) > script
      if command -v \(shell) > /dev/null; then \(shell) -n script; fi
      """, in: folder)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let script = try folder.text("script")
    // Names that come from catalogues are values in each of them.
    for word in ["crossentropy", "adamw", "cosine", "pytorch"] {
      #expect(script.contains(word), "\(word)")
    }
  }

  @Test(
    "bash offers the values that an option has",
    arguments: [
      (["train", "--loss", ""], ["mse", "mae", "huber", "crossentropy"]),
      (["train", "--optimizer", ""], ["adam", "adamw", "sgd", "lion"]),
      (["train", "--schedule", "co"], ["cosine", "constant"]),
      (["train", "--recipe", ""], ["auto", "plain"]),
      (["train", "--placement", "s"], ["spread", "smt"]),
      (["train", "--predictions", ""], ["test", "all", "none"]),
      (["train", "--model", ""], ["lstm", "gru", "dense"]),
      (["train", "--log", "csv,t"], ["csv,tensorboard"]),
      (["train", "--calendar", "month,week"], ["month,weekday", "month,weekend", "month,week"]),
      (["bench", "--isa", "avx"], ["avx2", "avx512"]),
      (["export", "--format", ""], ["pytorch", "onnx"]),
    ])
  func values(words: [String], values: [String]) throws {
    let offered = try offered(["skein"] + words)
    #expect(offered.isSuperset(of: values), "\(offered)")
    // Nothing that does not begin with what was typed.
    #expect(offered.allSatisfy { $0.hasPrefix(words[2]) }, "\(offered)")
  }

  @Test("bash offers files with the names that a command reads, and folders of runs")
  func files() throws {
    #expect(try offered(["skein", "train", "--data", "ta"]) == ["table.csv"])
    let configs = try offered(["skein", "train", "--config", ""])
    #expect(configs.contains("job.yaml") && !configs.contains("table.csv"), "\(configs)")
    #expect(try offered(["skein", "train", "--output", "r"]) == ["runs"])
    #expect(
      try offered(["skein", "train", "--resume", ""]).isSuperset(of: ["runs/temps", "runs"]))
    #expect(try offered(["skein", "forecast", "runs/t"]) == ["runs/temps", "runs/tides"])
    #expect(try offered(["skein", "compare", "runs/temps", "runs/ti"]) == ["runs/tides"])
  }
}
