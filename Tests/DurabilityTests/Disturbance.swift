/// What `SyscallFaults` does to a program at its n-th system call on files.
enum Disturbance: CustomStringConvertible {
  case none
  /// The call is not carried out.
  case killBefore(Int)
  /// - Parameter command: what the shell runs while the program stands still.
  case killAfter(Int, running: String? = nil)
  /// The call gives an error instead of being carried out; so do all calls from there on.
  case error(String, at: Int, persists: Bool = false)
  /// The call moves no byte, and so do all from there on.
  case nothing(at: Int)
  /// The call moves half of the bytes.
  case half(at: Int)

  /// The options of `SyscallFaults`, as a shell reads them.
  var options: String {
    switch self {
    case .none: ""
    case .killBefore(let number): "--kill-at \(number)"
    case .killAfter(let number, let command):
      "--after --kill-at \(number)" + (command.map { " --before-kill '\($0)'" } ?? "")
    case .error(let name, let number, let persists):
      "--error \(name) --fail-at \(number) --times \(persists ? 0 : 1)"
    case .nothing(let number): "--zero --fail-at \(number) --times 0"
    case .half(let number): "--short --fail-at \(number)"
    }
  }

  /// Whether it goes on to the end, also when the program wants to say something.
  var persists: Bool {
    switch self {
    case .error(_, _, let persists): persists
    case .nothing: true
    case .none, .killBefore, .killAfter, .half: false
    }
  }

  var description: String { options }
}
