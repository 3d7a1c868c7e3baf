import Skein
import Testing

@Suite("The words of a verdict")
struct VerdictWordsTests {
  @Test("how much larger an error is has a number as long as that says something")
  func excess() {
    #expect(RunTarget.excess(1.25) == "25 % higher")
    let cases: [(Double, String)] = [
      (2, "2"), (3.14, "3.1"), (9.96, "10"), (23.4, "23"), (150, "150"), (999.7, "1,000"),
    ]
    for (ratio, text) in cases { #expect(RunTarget.excess(ratio) == "\(text) times as high") }
    for ratio in [1000.1, 1.7e13, .infinity] {
      #expect(RunTarget.excess(ratio) == "more than 1,000 times as high")
    }
  }
}
