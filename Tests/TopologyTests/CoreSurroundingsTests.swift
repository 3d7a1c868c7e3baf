import Testing
import Topology

@Suite struct CoreSurroundingsTests {
  @Test("every allowed core of every machine has its surroundings", arguments: Machines.expected)
  func complete(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    let surroundings = machine.surroundings()
    #expect(Set(surroundings.keys) == Set(machine.allowedCores.map(\.index)))
    for core in machine.allowedCores {
      let site = try #require(surroundings[core.index])
      #expect(site.core == core.index && site.numaNode == core.numaNode)
      #expect(site.speed > 0 && site.speed <= 1)
      #expect(site.packageNumber >= 0 && site.packageNumber < max(machine.packages, 1) + 8)
      #expect(site.distance(to: site) == .sameCore)
    }
    let packages = Set(surroundings.values.map(\.packageNumber))
    #expect(packages.count == max(machine.packages, 1))
  }

  @Test("cores share a cache, a package or neither, and the way is the same in both directions")
  func distances() throws {
    let machine = try Machine.synthetic("pack:2 l3:2(size=1000000) l2:2(size=4096) core:1 pu:2")
    let sites = machine.surroundings().values.sorted { $0.core < $1.core }
    #expect(sites.map(\.packageNumber) == [0, 0, 0, 0, 1, 1, 1, 1])
    #expect(sites.map(\.cacheGroup) == [0, 0, 1, 1, 2, 2, 3, 3])
    #expect(sites.allSatisfy { $0.groupCacheBytes == 1_000_000 && $0.ownCacheBytes == 4096 })
    #expect(sites[0].distance(to: sites[1]) == .sameCache)
    #expect(sites[0].distance(to: sites[2]) == .samePackage)
    #expect(sites[0].distance(to: sites[4]) == .otherPackage)
    for a in sites { for b in sites { #expect(a.distance(to: b) == b.distance(to: a)) } }
  }

  @Test("a second-level cache of two cores is shared out, and is the meeting place where it is all")
  func sharedSecondLevel() throws {
    let inside = try Machine.synthetic("l3:1(size=9000) l2:2(size=4000) core:2 pu:1")
    for site in inside.surroundings().values {
      #expect(site.groupCacheBytes == 9000 && site.ownCacheBytes == 2000)
    }
    let alone = try Machine.synthetic("pack:1 l2:2(size=4000) core:2 pu:1")
    let sites = alone.surroundings().values.sorted { $0.core < $1.core }
    #expect(sites.map(\.cacheGroup) == [0, 0, 1, 1])
    #expect(sites.allSatisfy { $0.groupCacheBytes == 4000 && $0.ownCacheBytes == 0 })
    let none = try Machine.synthetic("pack:2 core:2 pu:1").surroundings()
    #expect(
      none[0]?.cacheGroup == none[1]?.cacheGroup && none[1]?.cacheGroup != none[2]?.cacheGroup)
    #expect(none[0]?.distance(to: try #require(none[1])) == .sameCache)
  }

  @Test("a slower kind's speed is its share of the fastest kind's capacity or frequency")
  func speeds() throws {
    let machine = try Machines.load("fakecpukinds.xml")
    let surroundings = machine.surroundings()
    for core in machine.allowedCores {
      let kind = try #require(
        machine.coreKinds.first { $0.processors.contains(core.processors.first ?? -1) })
      let most = machine.coreKinds.compactMap(\.maximumFrequency).max()
      if kind.capacity == nil, let own = kind.maximumFrequency, let most {
        #expect(surroundings[core.index]?.speed == Double(own) / Double(most))
      }
    }
    let plain = try Machine.synthetic("core:4 pu:2").surroundings()
    #expect(plain.values.allSatisfy { $0.speed == 1 })
  }
}
