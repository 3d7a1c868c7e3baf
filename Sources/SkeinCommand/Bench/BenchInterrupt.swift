import Foundation
import Synchronization

/// Lets a signal end a benchmark between two steps, so that workers give their bindings back and
/// files are whole; a second signal ends the process at once.
enum BenchInterrupt {
  private static let signal = Atomic<Int32>(0)

  static var isRequested: Bool { code != 0 }

  /// The signal's number, 0 before one came.
  static var code: Int32 { signal.load(ordering: .relaxed) }

  /// Catches the signals that ask a program to end; a hang-up that is ignored, as under `nohup`,
  /// stays so. An ignored interrupt does not count: shells start every background job with one.
  static func install() {
    // Before a handler can: making a static value takes a lock.
    signal.store(0, ordering: .relaxed)
    // A launcher may have started this process with them blocked.
    var caught = sigset_t()
    sigemptyset(&caught)
    for number in [SIGINT, SIGTERM, SIGHUP] where number != SIGHUP || !StopSignals.ignores(SIGHUP) {
      sigaddset(&caught, number)
      Foundation.signal(number) { number in
        if BenchInterrupt.signal.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &caught, nil)
  }

  /// Ends the process as the caught signal would have, so that a shell or a script sees it.
  static func endProcess() {
    Foundation.signal(code, SIG_DFL)
    raise(code)
  }
}
