import Support
import Testing

@Suite("Kill points", .serialized, .tracesTheProcess)
struct KillPointTests {
  private static let epochs = 4
  private static let counted = TracedRun.Counted(below: "run")

  @Test("a run that is killed at any of its system calls ends with the bytes of one that was not")
  func everyCall() throws {
    let reference = try BriefRun.undisturbed(epochs: Self.epochs)
    let whole = try TracedRun(
      BriefRun.line(epochs: Self.epochs), in: ScratchFolder(), counting: Self.counted)
    #expect(whole.outcome.succeeded && whole.calls.count >= 352, "\(whole.calls.count) calls")
    let points = Torture.points(of: whole.calls.count, short: 8)
    var early = 0
    var withTemporary = 0
    for point in points {
      let folder = try ScratchFolder()
      let disturbance: Disturbance = point % 2 == 0 ? .killBefore(point) : .killAfter(point)
      let killed = try TracedRun(
        BriefRun.line(epochs: Self.epochs), in: folder, disturbance, counting: Self.counted)
      // The calls of two threads may come in another order, and the last ones not at all.
      guard killed.calls.count >= point else { continue }
      let place: Comment = "\(disturbance): \(killed.call(point))"
      #expect(killed.outcome.code == 137, "\(place): \(killed.outcome.errors)")
      let names = folder.has("run") ? try folder.names("run") : []
      if !names.contains("run.json") { early += 1 }
      if names.contains(where: { $0.hasSuffix(".skein-tmp") }) { withTemporary += 1 }
      // And once more, in what comes after.
      let again = Disturbance.killBefore(1 + point * 7 % 60)
      _ = try TracedRun(
        BriefRun.continuation(epochs: Self.epochs, in: folder), in: folder, again,
        counting: Self.counted)
      try BriefRun.finish(epochs: Self.epochs, in: folder, as: reference, place)
    }
    print(
      "\(points.count) kills in \(whole.calls.count) calls: \(early) before there was a record,"
        + " \(withTemporary) beside a temporary; each was followed by another one")
  }
}
