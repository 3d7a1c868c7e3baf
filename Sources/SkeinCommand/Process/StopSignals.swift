import Foundation
import Skein

/// Turns the signals that ask a program to end into a request to stop, while a training runs.
///
/// The first one lets the training finish its step and write a checkpoint; the second one leaves at
/// once. A signal that was ignored when the program started, as under `nohup`, stays ignored.
///
/// Invariant: what the handler calls is safe in a signal handler: one atomic operation, `write` and
/// `_exit`. `request` exists before the handler is installed.
enum StopSignals {
  private static let request = StopRequest()
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private static let hint: StaticString =
    "\nskein: finishing the step for a checkpoint; press Ctrl-C again to leave at once\n"

  /// Runs `body` with the request that signals set, and restores what they did before.
  static func watching<Result>(_ body: (StopRequest) throws -> Result) rethrows -> Result {
    let request = request
    let former = signals.map { number in
      var former = sigaction()
      sigaction(number, nil, &former)
      if !isIgnored(former) { install(number) }
      return former
    }
    defer {
      for (number, action) in zip(signals, former) {
        var action = action
        sigaction(number, &action, nil)
      }
    }
    return try body(request)
  }

  private static func install(_ number: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      guard StopSignals.request.request(code: number) else { _exit(128 + number) }
      // `isatty` and `write` set it, and what was interrupted may be about to read it.
      let code = errno
      defer { errno = code }
      if number == SIGINT, isatty(STDERR_FILENO) == 1 {
        _ = write(STDERR_FILENO, StopSignals.hint.utf8Start, StopSignals.hint.utf8CodeUnitCount)
      }
    }
    action.sa_flags = Int32(SA_RESTART)
    sigaction(number, &action, nil)
    // A program that Dispatch started for another one has inherited a mask that blocks nearly all.
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, number)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }

  /// Whether the process ignores a signal now.
  static func ignores(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return isIgnored(action)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    // SIG_IGN is the address 1, which C functions do not have.
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}

/// A training that a signal stopped, and how to go on with it.
struct Interruption: Error, CustomStringConvertible {
  let signal: Int32
  let run: String
  let epoch: Int
  let epochs: Int

  var exitCode: Int32 { 128 + signal }

  var description: String {
    "interrupted in epoch \(epoch) of \(epochs); go on with: skein train --resume"
      + " \(ShellText.quoted(run))"
  }
}

/// Text as a shell reads it.
enum ShellText {
  /// `text` as one word; within single quotes where it needs them.
  static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || "/._-+,=@:".utf8.contains(byte)
    }
    if plain, !text.isEmpty { return text }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
