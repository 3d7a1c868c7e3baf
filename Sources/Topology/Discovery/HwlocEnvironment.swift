import CHwloc
import Foundation

/// hwloc's own environment variables, which Skein does not follow.
///
/// `HWLOC_XMLFILE`, `HWLOC_SYNTHETIC` and `HWLOC_FSROOT` put another machine in this one's place, on
/// which as many workers would train as it has cores; `HWLOC_THISSYSTEM` has them bound as if it were
/// here; `HWLOC_COMPONENTS` leaves parts of this machine out. Who wants to plan for another machine
/// names it with `--topology`.
package enum HwlocEnvironment {
  private static let prefix = "HWLOC_"
  /// The program itself sets this one, so that hwloc prints nothing among its own lines.
  private static let kept = "HWLOC_HIDE_ERRORS"
  private static let lock = NSLock()

  /// The variables of an environment that would change what hwloc sees, sorted: all of hwloc's but
  /// those that only say how much it prints.
  package static func ignored(_ environment: [String: String]) -> [String] {
    environment.keys.filter { name in
      name.hasPrefix(prefix) && !name.hasSuffix("_VERBOSE") && name != kept
    }.sorted()
  }

  /// Runs a body that calls hwloc, which does not see its variables meanwhile.
  static func hidden<R, Failure: Error>(_ body: () throws(Failure) -> R) throws(Failure) -> R {
    lock.lock()
    let isSet = !ignored(ProcessInfo.processInfo.environment).isEmpty
    let former = isSet ? skein_hide_variables(prefix, kept) : nil
    defer {
      skein_restore_environment(former)
      lock.unlock()
    }
    return try body()
  }
}
