import Foundation
import Testing

/// Whether the tests, and the program that they start, run under a sanitizer, which makes a training
/// step fifty times slower.
package enum Sanitizer {
  package static let isPresent =
    dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
}

extension Trait where Self == ConditionTrait {
  /// Leaves a test out under a sanitizer, which keeps its books in files and in terabytes of
  /// address space, and dies where those are limited.
  package static var limitsTheProcess: Self {
    .disabled(if: Sanitizer.isPresent, "no sanitizer works under a limit")
  }
}
