import Skein
import Testing

@Test("the version is three numbers")
func versionIsThreeNumbers() {
  #expect(SkeinVersion.current.split(separator: ".").count == 3)
}
