import ArgumentParser
import Skein

/// `skein manual`: the manual pages of all commands, for `man`.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the manual pages of all commands, for man.",
    discussion: """
      EXAMPLES:
        skein manual --output ~/.local/share/man/man1
            Then man skein, man skein-train and so on show what --help says.

      make install and the Debian package have them already.
      """)

  @Option(
    help: ArgumentHelp("The folder for the pages.", valueName: "dir"), completion: .directory)
  var output: String

  func run() throws {
    try RunFolder.makeFolders(output)
    let folder = try Folder(path: output)
    let pages = ManualPage.all(of: try CommandDescription.of(SkeinCommand.self))
    for page in pages {
      try AtomicFile.write(page.text, to: FilePlace("\(page.name).1", in: folder))
    }
    StandardError.write(FilesText.wrote(pages.map { folder.path(of: "\($0.name).1") }) + "\n")
  }
}
