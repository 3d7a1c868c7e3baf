/// A training that a signal stopped, and how to go on with it.
struct Interruption: Error, CustomStringConvertible {
  let signal: Int32
  let run: String
  let epoch: Int
  let epochs: Int

  var exitCode: Int32 { 128 + signal }

  var description: String {
    "interrupted in epoch \(epoch) of \(epochs); go on with: skein train --resume"
      + " \(ShellText.quoted(run))"
  }
}
