import Skein

/// One line that says how far the tuner is; nothing where nobody could see it redrawn.
struct TuneProgress {
  private let terminal = Terminal()
  private let isShown: Bool

  init(quiet: Bool) {
    isShown = !quiet && terminal.isInteractive
  }

  func show(_ fraction: Double, _ candidate: TuningCandidate) {
    guard isShown else { return }
    let done = min(max(fraction, 0), 1)
    let text =
      "\(terminal.bar(done, width: 20)) \(Int(done * 100)) % "
      + " \(NumberText.count(candidate.workers, "worker")), \(candidate.place)"
    StandardError.draw("\r\(text.prefix(max(terminal.columns - 1, 10)))\u{1B}[K")
  }

  /// Clears the line.
  func end() {
    if isShown { StandardError.draw("\r\u{1B}[K") }
  }
}
