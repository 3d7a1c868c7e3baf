import Hashing
import KernelInterface
import KernelProblems
import KernelReference
import Testing

/// The comparison itself: kernels that are wrong on purpose must be found out.
@Suite("The tests' own instruments")
struct HarnessTests {
  private let problem = ElementwiseProblem(count: 20)

  @Test("a wrong last bit is a difference")
  func wrongBit() {
    var broken = availableKernels[0]
    broken.add = { target, source, count in
      for i in 0..<count { target[i] += source[i] }
      target[7] = target[7].nextUp
    }
    let difference = problem.runAdd(broken, in: GuardedArena())
      .difference(from: problem.referenceAdd())
    #expect(difference?.hasPrefix("sum[7] is ") == true)
  }

  @Test("a zero of the other sign is a difference, and a NaN of other bits is none")
  func zerosAndNaNs() {
    let zero = Outcome([("x", [0])])
    #expect(Outcome([("x", [-0.0])]).difference(from: zero) != nil)
    let quiet = Outcome([("x", [.nan])])
    #expect(Outcome([("x", [-Float.nan])]).difference(from: quiet) == nil)
    #expect(zero.difference(from: quiet) != nil)
  }

  @Test("a write before the buffer is found")
  func writeBefore() {
    var broken = availableKernels[0]
    broken.add = { target, source, count in target[-1] = 3 }
    #expect(problem.runAdd(broken, in: GuardedArena()).strayWrite == "target[-1] was written")
  }

  @Test("a write into what a kernel may only read is found")
  func writeToInput() {
    var broken = availableKernels[0]
    broken.add = { target, source, count in UnsafeMutablePointer(mutating: source)[3] = 9 }
    let stray = problem.runAdd(broken, in: GuardedArena()).strayWrite
    #expect(stray?.hasPrefix("source[3] was ") == true)
  }

  @Test("the hash tells a zero from its negative and takes every NaN alike")
  func hashes() {
    func hash(_ value: Float) -> UInt64 {
      var hash = FNV1a()
      Outcome([("x", [value])]).hash(into: &hash)
      return hash.value
    }
    #expect(hash(0) != hash(-0.0))
    #expect(hash(.nan) == hash(-Float.nan))
  }

  @Test("subnormals are flushed inside the switch and not outside it")
  func flushing() {
    func halved(_ x: [Float]) -> [Float] { x.map { $0 * 0.5 } }
    let smallest = [Float.leastNormalMagnitude]
    #expect(halved(smallest)[0].isSubnormal)
    #expect(withSubnormalsFlushed { halved(smallest) }[0] == 0)
    #expect(halved(smallest)[0].isSubnormal)
  }

  @Test("each table tells its own instruction set, and its burst is the chain it says it is")
  func tables() {
    #expect(availableKernels[0].instructionSet == .baseline)
    #expect(Set(availableKernels.map(\.instructionSet)).count == availableKernels.count)
    for kernels in availableKernels {
      #expect(16 % kernels.lanes == 0 && kernels.panelWidth <= widestPanel)
      let chains = (0..<12).map { start in
        (0..<50).reduce(Float(50 + start)) { sum, _ in Reference.fma(sum, 0.999_9, 0.000_1) }
      }
      let total = chains.dropFirst().reduce(chains[0], +)
      #expect(kernels.fmaBurst(50) == total)
      #expect(kernels.burstFlops == 2 * 12 * kernels.lanes)
    }
  }
}
