import Foundation
import Skein

/// Turns a trap for want of memory into a sentence and exit code 1.
///
/// Estimates refuse what cannot fit before it is begun, but they cannot know what other programs take
/// meanwhile. The Swift runtime ends a process whose array finds no memory, by a trap or `abort`; there
/// is nothing to throw. The handler calls only what signal handlers may, and leaves every trap that
/// memory is not to blame for as it was.
enum MemoryTrap {
  static func install() {
    for trap in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV] {
      _ = signal(trap) { number in
        if MemoryTrap.isMemoryShort {
          MemoryTrap.say()
          _exit(1)
        }
        // Back in the instruction that trapped, which now ends the process.
        _ = signal(number, SIG_DFL)
        if number == SIGABRT { _ = raise(number) }
      }
    }
  }

  /// Whether an allocation was just refused, or one of moderate size is.
  private static var isMemoryShort: Bool {
    if AllocationFailure.happened { return true }
    let size = 64 << 20
    let probe = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let probe, probe != MAP_FAILED else { return true }
    munmap(probe, size)
    return false
  }

  private static func say() {
    let sentence: StaticString = """
      skein: the memory ran out; use a smaller model or batch, fewer workers or less data, or raise \
      the limit of this process.

      """
    _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
  }
}
