/// Something that a signal stopped, and how to go on with it.
struct Interruption: Error, CustomStringConvertible {
  let signal: Int32
  let description: String

  var exitCode: Int32 { 128 + signal }
}

extension Interruption {
  init(signal: Int32, run: String, epoch: Int, epochs: Int) {
    self.init(
      signal: signal,
      description: "interrupted in epoch \(epoch) of \(epochs); go on with: skein train --resume"
        + " \(ShellText.quoted(run))")
  }
}
