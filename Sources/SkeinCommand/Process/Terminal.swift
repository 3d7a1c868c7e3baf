import Foundation
import Skein

/// What a stream is connected to, and what can be drawn there.
struct Terminal {
  /// Whether a person watches; otherwise lines are only ever appended.
  let isInteractive: Bool
  let columns: Int
  let rows: Int
  let isUnicode: Bool
  private let isColored: Bool

  /// - Parameters:
  ///   - stream: the descriptor; standard error where nothing else is said.
  ///   - isASCII: whether nothing else is drawn, whatever the locale says.
  ///   - environment: the variables that people set: `NO_COLOR`, `TERM`, `LC_ALL`…
  init(
    _ stream: Int32 = STDERR_FILENO, isASCII: Bool = false,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let isTerminal = isatty(stream) == 1
    let isDumb = environment["TERM"] == "dumb"
    var size = winsize()
    let isKnown = ioctl(stream, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    isInteractive = isTerminal && !isDumb
    columns = isKnown ? Int(size.ws_col) : 80
    rows = isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24
    isUnicode = !isASCII && locale.map { $0.lowercased().contains("utf") } ?? false
    isColored = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// Wider charts are hard to take in at a glance.
  private static let mostColumns = 160

  /// The chart in as many columns as the terminal has, to be drawn.
  func text(of chart: LineChart, height: Int) -> String {
    chart.terminal(
      width: max(20, min(columns - 1, Self.mostColumns)), height: height,
      style: LineChart.TerminalStyle(
        characters: isUnicode ? .unicode : .ascii, isColored: isColored)
    ).joined(separator: "\n") + "\n"
  }

  /// A bar of `width` characters, `fraction` of them full.
  func bar(_ fraction: Double, width: Int) -> String {
    let full = min(max(Int((fraction * Double(width)).rounded()), 0), width)
    let (mark, rest) = isUnicode ? ("━", "─") : ("#", ".")
    return String(repeating: mark, count: full) + String(repeating: rest, count: width - full)
  }
}
