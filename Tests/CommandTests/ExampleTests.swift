import Foundation
import Support
import Testing

@Suite("The examples") struct ExampleTests {
  /// What an example prints; it lies beside the program.
  private func output(_ name: String, in folder: ScratchFolder) throws -> String {
    let outcome = try SkeinProgram.shell("exec \"$(dirname \"$SKEIN\")/\(name)\"", in: folder)
    #expect(outcome.succeeded, "\(outcome.errors)")
    return outcome.output
  }

  @Test("a forecast of an array goes on with its rows")
  func ownArray() throws {
    let text = try output("OwnArray", in: ScratchFolder())
    #expect(["row 401 ", "row 402 ", "row 403 "].allSatisfy(text.contains), "\(text)")
  }

  @Test("several columns give labelled predictions beside what happened")
  func multivariate() throws {
    let text = try output("Multivariate", in: ScratchFolder())
    #expect(text.contains("row 400  load ") && text.contains("actual 30.957"), "\(text)")
  }

  @Test("a callback ends the training")
  func callback() throws {
    let text = try output("CustomCallback", in: ScratchFolder())
    #expect(text.contains("the loss was below 0.1"), "\(text)")
  }

  @Test("a second start finds the first one's end")
  func resume() throws {
    let folder = try ScratchFolder()
    let first = try output("Resume", in: folder)
    #expect(first.contains("10 epochs"))
    #expect(try output("Resume", in: folder) == first)
  }

  @Test("a cell, a layer, a loss and a callback from outside train to the same bits on two workers")
  func outside() throws {
    let text = try output("Outside", in: ScratchFolder())
    #expect(
      text.contains("halved the learning rate 3 times") && text.contains("test MSE"), "\(text)")
  }

  @Test("a cell of one's own trains")
  func cell() throws {
    let text = try output("CustomCell", in: ScratchFolder())
    let numbers = text.split { !"0123456789.".contains($0) }.compactMap { Double($0) }
    let errors = try #require(numbers.count == 2 ? numbers : nil, "\(text)")
    #expect(errors[0] < 0.8 * errors[1], "\(text)")
  }
}
