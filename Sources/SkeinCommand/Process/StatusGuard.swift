import Foundation
import Skein

/// Keeps a training alive whose status file loses its blocks: cut by somebody, on a full disk, or on a
/// server that has gone away. The store that finds none raises SIGBUS; it is made again in memory of the
/// process's own, and `skein top` sees no more of it.
///
/// Invariant: the handler makes system calls that are safe there, and atomic loads, only.
enum StatusGuard {
  static func install() {
    var action = sigaction()
    action.sa_flags = Int32(SA_SIGINFO)
    action.__sigaction_handler.sa_sigaction = { number, information, _ in
      let code = errno
      defer { errno = code }
      if let address = information?.pointee._sifields._sigfault.si_addr,
        StatusFile.replacePages(at: UInt(bitPattern: address))
      {
        return
      }
      // Back in the instruction that failed, which now ends the process.
      _ = signal(number, SIG_DFL)
    }
    sigaction(SIGBUS, &action, nil)
  }
}
