import Skein
import Testing

@Suite("A worker that stands in for a member of a team")
struct TeamStandInTests {
  @Test("does the largest part and what the first does, waits for nobody, and counts")
  func alone() {
    let standIn = TeamStandIn(members: 3)
    let resources = TeamResources<Int>(
      TeamPlan(domains: [0], size: 1), maySpin: true, standIn: standIn)
    let seat = resources.seat(of: 0)
    #expect(seat.members == 3 && seat.isFirst)
    #expect(seat.share(of: 64, unit: 8) == 40..<64, "of eight groups three are the most")
    #expect(resources.shared(by: 0, at: seat) { 7 } == 7)
    for _ in 0..<5 { seat.meet() }
    #expect(standIn.meetings == 6)
  }

  @Test("trains and predicts for any team, and meets as often as its members would")
  func passes() throws {
    let machine = try TestMachine.machine()
    for members in [2, 5, 16] {
      for inference in [false, true] {
        let problem = try BenchmarkProblem(
          Sequential(specification: "lstm:33,rnn:7,dense:2"), inputSize: 3, sequenceLength: 4,
          batchSize: 6, inference: inference)
        let standIn = TeamStandIn(members: members)
        let crew = try Crew(
          machine: machine, kernels: KernelSelection.available[0], standIn: standIn)
        let meetings = try StepSession(problem).meetings(of: standIn, crew: crew)
        // The rows; of two layers over time the beginning and four steps; the ends of three layers.
        // Training adds the loss, the same backward, and Dense's gradients.
        let forward = 1 + 2 * (1 + 4) + 3
        #expect(meetings == (inference ? forward : 2 * forward + 1), "\(members)")
      }
    }
  }
}
