import Dispatch

/// Seconds since it was made, by a clock that nobody sets.
struct Stopwatch {
  private let start = DispatchTime.now().uptimeNanoseconds

  var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds &- start) / 1e9 }
}
