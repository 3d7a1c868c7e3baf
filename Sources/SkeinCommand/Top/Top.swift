import ArgumentParser
import Foundation
import Skein

/// `skein top`: what a training does right now.
struct Top: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch a training: its loss, its speed, and what each worker does.",
    discussion: """
      EXAMPLES:
        skein top runs/sine
            A panel that is drawn anew each second until the training ends.
        skein top runs/sine --once
            The same once, as where no terminal is.

      It reads the small status that a training keeps in its run folder, which costs
      the training a store a phase. A worker's phases are how often it was seen in
      them; waiting is measured. A training whose process is gone is told from one
      that has ended.
      """)

  @Argument(
    help: ArgumentHelp("The folder of a run, such as runs/sine.", valueName: "run"),
    completion: .run)
  var folder: String

  @Flag(help: "Print once and end.")
  var once = false

  @Flag(help: "Print once, as JSON.")
  var json = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seconds between two pictures (default: 1).", valueName: "seconds"))
  var every: Double?

  /// Long enough to see each phase of most steps.
  private static let glance = 0.3

  func run() throws {
    if let every, !(every >= 0.05 && every <= 3600) {
      throw UsageError("every cannot be \(every); give seconds from 0.05 to 3600")
    }
    if json {
      return try StandardOutput.write(
        RunJSON.text(TopReport(TopView(of: folder, seconds: Self.glance))))
    }
    let terminal = Terminal(STDOUT_FILENO)
    if once || !terminal.isInteractive {
      let text = TopText(view: try TopView(of: folder, seconds: Self.glance), terminal: terminal)
      return try StandardOutput.tell(text.lines(rows: .max).map { $0 + "\n" }.joined())
    }
    try watch()
  }

  /// Draws the panel over the last one until nothing moves any more.
  private func watch() throws {
    var drawn = 0
    var seconds = Self.glance
    while true {
      let view = try TopView(of: folder, seconds: seconds)
      seconds = every ?? 1
      // Asked each time: people resize their terminals.
      let terminal = Terminal(STDOUT_FILENO)
      let lines = TopText(view: view, terminal: terminal).lines(rows: terminal.rows)
      var picture = drawn > 0 ? "\u{1B}[\(drawn)A\r" : ""
      for line in lines { picture += TerminalText.lines(line) + "\u{1B}[K\n" }
      // What an earlier, longer picture left below.
      picture += "\u{1B}[J"
      try StandardOutput.write(picture)
      drawn = lines.count
      switch view.status.state {
      case .running: continue
      case .starting: Thread.sleep(forTimeInterval: seconds)
      case .ended, .failed, .interrupted, .killed, .elsewhere: return
      }
    }
  }
}
