import Skein
import Testing

@Suite("The choice of kernels")
struct KernelSelectionTests {
  @Test("a kernel table is chosen by name, and other names are refused in one sentence")
  func kernels() throws {
    let tables = KernelSelection.available
    for table in tables {
      let name = table.instructionSet.rawValue
      #expect(try KernelSelection.table(named: name).instructionSet == table.instructionSet)
    }
    #expect(tables.first?.instructionSet == .baseline)
    let widest = tables.last?.instructionSet
    #expect(try KernelSelection.table(named: "auto").instructionSet == widest)
    #expect(try KernelSelection.table(named: "").instructionSet == widest)
    let error = #expect(throws: KernelError.self) { try KernelSelection.table(named: "sse9") }
    #expect(
      error?.description
        == "there is no instruction set “sse9”; SKEIN_ISA may be auto, baseline, avx2, avx512.")
    #expect(
      KernelError.unsupportedInstructionSet("avx512", available: ["baseline", "avx2"])
        .description == "this processor has no avx512; it can run baseline, avx2.")
  }
}
