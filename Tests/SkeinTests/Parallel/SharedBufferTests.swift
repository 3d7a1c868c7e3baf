import Skein
import Testing

@Suite("Shared buffers")
struct SharedBufferTests {
  @Test("begin on a cache line and hold what they were given, for every count up to 100")
  func contents() {
    for count in 0...100 {
      let bytes = SharedBuffer<UInt8>(repeating: 7, count: count)
      let floats = SharedBuffer((0..<count).map(Float.init))
      let untouched = SharedBuffer<Double>(untouched: count)
      #expect(Int(bitPattern: bytes.base) % 64 == 0)
      #expect(Int(bitPattern: floats.base) % 64 == 0)
      #expect(Int(bitPattern: untouched.base) % 64 == 0)
      #expect(bytes.count == count && untouched.count == count)
      #expect(Array(bytes.elements) == [UInt8](repeating: 7, count: count))
      #expect(Array(floats.elements) == (0..<count).map(Float.init))
    }
  }
}
