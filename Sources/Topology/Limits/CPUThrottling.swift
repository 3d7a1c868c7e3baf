/// How often a control group's quota has made its processes stand still.
///
/// Formats: Linux, Documentation/scheduler/sched-bwc.rst (`cpu.stat`); version 2 counts microseconds,
/// version 1 nanoseconds.
public struct CPUThrottling: Sendable, Hashable {
  /// Periods in which something ran.
  public var periods: Int
  /// Those in which the quota was used up before their end.
  public var throttled: Int
  /// For how long, all processors together.
  public var seconds: Double
  /// The file that says so.
  public let path: String

  package init(periods: Int, throttled: Int, seconds: Double, path: String) {
    self.periods = periods
    self.throttled = throttled
    self.seconds = seconds
    self.path = path
  }

  /// Of each group with a quota that this process is in or below.
  ///
  /// - Parameter root: the folder that stands for `/`, so that tests can make one.
  public static func read(root: String = "/") -> [CPUThrottling] {
    var found: [CPUThrottling] = []
    let groups = ControlGroups(root: root)
    groups.forEach(controller: "cpu") { folder, isV2 in
      let path = folder + "/cpu.stat"
      guard let text = groups.text(path) else { return }
      func value(_ key: String) -> Int? {
        for line in text.split(separator: "\n") {
          let words = line.split(separator: " ")
          if words.count == 2, words[0] == key { return Int(words[1]) }
        }
        return nil
      }
      // Without a quota no periods are counted.
      guard let periods = value("nr_periods"), periods > 0, let throttled = value("nr_throttled")
      else { return }
      let seconds =
        isV2
        ? Double(value("throttled_usec") ?? 0) / 1e6 : Double(value("throttled_time") ?? 0) / 1e9
      found.append(
        CPUThrottling(periods: periods, throttled: throttled, seconds: seconds, path: path))
    }
    return found
  }

  /// What has happened between two readings, of the group that stood still most often; nil where none
  /// has counted a period.
  package static func between(
    _ before: [CPUThrottling], _ after: [CPUThrottling]
  ) -> CPUThrottling? {
    after.compactMap { new -> CPUThrottling? in
      let old = before.first { $0.path == new.path }
      let periods = new.periods - (old?.periods ?? 0)
      guard periods > 0 else { return nil }
      return CPUThrottling(
        periods: periods, throttled: max(0, new.throttled - (old?.throttled ?? 0)),
        seconds: max(0, new.seconds - (old?.seconds ?? 0)), path: new.path)
    }.max { $0.throttled < $1.throttled }
  }
}
