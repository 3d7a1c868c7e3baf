import Foundation
import Skein
import Synchronization

/// Turns the signals that ask a program to end into a request to stop, while something runs that
/// can end well: a training with a checkpoint, a measurement with its threads unbound.
///
/// The first one requests the stop; the second one leaves at once, unless it comes right behind the
/// first: `timeout` and terminals send one to the process and one to its group. A signal that was ignored when
/// the program started, as under `nohup`, stays ignored.
///
/// Invariant: what the handler calls is safe in a signal handler: atomic operations, `write` and
/// `_exit`. What it uses exists before it is installed.
enum StopSignals {
  /// What is to be stopped.
  enum Work {
    /// It writes a checkpoint first, which is said where a person has pressed Ctrl-C.
    case training
    /// It takes an interrupt also where that is ignored: shells start every background job so, and
    /// stopping loses nothing.
    case measurement
  }

  private static let request = StopRequest()
  private static let tellsHint = Atomic<Bool>(false)
  /// When the first signal came, and how long after it another is an echo; in milliseconds.
  private static let first = Atomic<Int>(0)
  private static let echo = 200

  /// Of a clock that only goes forward.
  private static var milliseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private static let hint: StaticString =
    "\nskein: finishing the step for a checkpoint; press Ctrl-C again to leave at once\n"

  /// Whether a signal has asked to stop.
  static var isRequested: Bool { request.isRequested }

  /// Runs `body` with the request that signals set, and restores what they did before.
  static func watching<Result>(
    _ work: Work, _ body: (StopRequest) throws -> Result
  ) rethrows -> Result {
    let request = request
    tellsHint.store(work == .training, ordering: .relaxed)
    let former = signals.map { number in
      var former = sigaction()
      sigaction(number, nil, &former)
      let takesIgnored = work == .measurement && number == SIGINT
      if takesIgnored || !isIgnored(former) { install(number) }
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

  /// Runs a measurement; one that a signal has stopped ends the process as the signal would have.
  static func measuring(_ body: () throws -> Void) throws {
    try watching(.measurement) { _ in
      do {
        try body()
      } catch BenchmarkError.interrupted {
        StandardError.write("skein: \(BenchmarkError.interrupted).\n")
        endProcess()
      }
    }
  }

  private static func install(_ number: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      let now = StopSignals.milliseconds
      guard StopSignals.request.request(code: number) else {
        if now - StopSignals.first.load(ordering: .relaxed) < StopSignals.echo { return }
        _exit(128 + number)
      }
      StopSignals.first.store(now, ordering: .relaxed)
      // `isatty` and `write` set it, and what was interrupted may be about to read it.
      let code = errno
      defer { errno = code }
      if number == SIGINT, StopSignals.tellsHint.load(ordering: .relaxed),
        isatty(STDERR_FILENO) == 1
      {
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

  /// Ends the process as the signal that asked to stop would have, so that a shell or a script sees
  /// it; returns if none did.
  static func endProcess() {
    guard let number = request.code else { return }
    signal(number, SIG_DFL)
    raise(number)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    // SIG_IGN is the address 1, which C functions do not have.
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
