import KernelInterface
import Testing

/// The known answers published with the paper's library, Random123 (tests/kat_vectors).
@Suite("Philox4x32-10")
struct PhiloxTests {
  @Test("the published known answers come out")
  func knownAnswers() {
    #expect(
      Philox.block(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0))
        == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    #expect(
      Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    // The digits of π.
    #expect(
      Philox.block(
        counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
        key: SIMD2(0xA409_3822, 0x299F_31D0))
        == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
  }

  @Test("changing any one bit of counter or key changes about half of the output")
  func avalanche() {
    let counter = SIMD4<UInt32>(1, 2, 3, 4)
    let key = SIMD2<UInt32>(5, 6)
    let plain = Philox.block(counter: counter, key: key)
    for bit in 0..<192 {
      var changedCounter = counter
      var changedKey = key
      if bit < 128 {
        changedCounter[bit / 32] ^= 1 << (bit % 32)
      } else {
        changedKey[(bit - 128) / 32] ^= 1 << (bit % 32)
      }
      let difference = plain ^ Philox.block(counter: changedCounter, key: changedKey)
      let ones = (0..<4).reduce(0) { $0 + difference[$1].nonzeroBitCount }
      // Five standard deviations of a fair coin's 128 throws.
      #expect((36...92).contains(ones), "bit \(bit) changed \(ones) of 128 bits")
    }
  }
}
