import Foundation

/// Threads that are asked of the system itself, because Foundation's and Dispatch's do not tell when
/// there is none.
enum SystemThread {
  private final class Start {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }

  /// Runs `body` on a new thread; false where the system has none.
  static func run(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let start = Unmanaged.passRetained(Start(body))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let code = pthread_create(
      &thread, &attributes,
      { argument in
        // The parameter is optional on some systems only.
        let given: UnsafeMutableRawPointer? = argument
        if let given { Unmanaged<Start>.fromOpaque(given).takeRetainedValue().body() }
        return nil
      }, start.toOpaque())
    if code != 0 { start.release() }
    return code == 0
  }
}
