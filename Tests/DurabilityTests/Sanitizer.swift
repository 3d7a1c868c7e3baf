import Foundation

/// Whether the tests run under a sanitizer, which takes terabytes of address space for its own
/// books, so that nothing can be said about memory limits.
enum Sanitizer {
  static let isPresent =
    dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
}
