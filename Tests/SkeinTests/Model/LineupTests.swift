import Skein
import Testing
import Topology

@Suite("The choice of teams")
struct LineupTests {
  private func work(
    _ specification: String, steps: Int = 100, inputs: Int = 32, rows: Int, isTraining: Bool = true
  ) throws -> BatchWork {
    try BatchWork(
      Sequential(specification: specification), input: LayerShape(steps: steps, features: inputs),
      rows: rows, batchSize: rows, isTraining: isTraining)
  }

  /// A crew of eight below one cache, whose meetings take what is said.
  private func crew(
    _ workers: Int = 8, meeting: Double = 0.5e-6, team: TeamSize = .auto,
    machine description: String = "pack:1 l3:1 core:8 pu:1"
  ) throws -> Crew {
    let machine = try Machine.synthetic(description)
    let crew = Crew(
      machine: machine, placement: try machine.place(workers: workers, policy: .spread),
      kernels: try KernelSelection.preferred(), team: team)
    crew.assumeMeetings { _ in meeting }
    return crew
  }

  @Test("few rows of many units are shared, many rows are not")
  func rows() throws {
    let crew = try crew()
    let one = try crew.lineup(for: work("lstm:1024,dense:1", rows: 1))
    #expect(one.teams.mostMembers > 1 && one.teams.count == 1)
    let many = try crew.lineup(for: work("lstm:256,lstm:256,dense:1", rows: 256))
    #expect(many.teams.mostMembers == 1 && many.crew.count == 8)
    let small = try crew.lineup(
      for: work("lstm:60,lstm:50,dense:1", steps: 50, inputs: 1, rows: 32))
    #expect(small.teams.mostMembers == 1 && small.crew.count == 8)
  }

  @Test("a slow meeting, workers that take turns and models without time make no teams")
  func refusals() throws {
    let work = try work("lstm:256,dense:1", rows: 1)
    #expect(try crew().lineup(for: work).teams.mostMembers > 1)
    #expect(try crew(meeting: 1e-3).lineup(for: work).teams.mostMembers == 1)
    let crowded = try crew(8, machine: "pack:1 l3:1 core:2 pu:1")
    #expect(crowded.lineup(for: work).teams.mostMembers == 1)
    let dense = try BatchWork(
      Sequential([Dense(4096)]), input: LayerShape(features: 4096), rows: 1, batchSize: 1,
      isTraining: true)
    #expect(try crew().lineup(for: dense).teams.mostMembers == 1)
  }

  @Test("a team that is asked for is made, with as many workers as it has use for")
  func fixed() throws {
    for (rows, size, workers) in [(1, 1, 1), (1, 3, 3), (2, 8, 8), (4, 2, 4), (8, 2, 8), (5, 2, 6)]
    {
      let lineup = try crew(team: .fixed(size)).lineup(for: work("lstm:33,dense:1", rows: rows))
      #expect(lineup.crew.count == workers, "\(rows) rows, teams of \(size)")
      #expect(lineup.teams.mostMembers == size)
    }
  }

  @Test("teams that are chosen are equal, and stay below one cache each")
  func domains() throws {
    let crew = try crew(12, machine: "pack:2 l3:2 core:3 pu:1")
    for rows in [1, 2, 4, 8, 16] {
      for units in [128, 512, 2048] {
        let lineup = try crew.lineup(for: work("lstm:\(units),dense:1", rows: rows))
        let sizes = Set(lineup.teams.teams.map(\.count))
        #expect(sizes.count == 1 && lineup.teams.mostMembers <= 3)
      }
    }
  }

  @Test("the choice stays when its own result is asked")
  func again() throws {
    let crew = try crew()
    for rows in [1, 2, 8, 64] {
      let work = try work("lstm:512,dense:1", rows: rows)
      let first = crew.lineup(for: work)
      let second = first.crew.lineup(for: work)
      #expect(second.crew === first.crew && second.teams == first.teams)
    }
  }

  @Test("a meeting is measured once")
  func meeting() throws {
    let crew = try TestMachine.crew(workers: 2)
    let seconds = try crew.meetingSeconds(members: 2)
    #expect(seconds > 0)
    #expect(try crew.meetingSeconds(members: 2) == seconds)
  }
}
