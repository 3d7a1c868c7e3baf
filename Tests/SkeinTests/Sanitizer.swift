import Foundation

/// Whether the tests run under a sanitizer, which makes a training step fifty times slower.
enum Sanitizer {
  static let isPresent =
    dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
}
