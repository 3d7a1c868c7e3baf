import Foundation
import Support
import Testing

@Suite("Manual pages") struct ManualTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let outcome = try SkeinProgram.run("manual --output man1", in: folder)
    #expect(outcome.code == 0 && outcome.output.isEmpty, "\(outcome.errors)")
  }

  /// The names of the program's commands, as its help lists them.
  private func commands() throws -> [String] {
    let help = try SkeinProgram.run("--help", in: folder).output
    let list = try #require(help.split(separator: "SUBCOMMANDS:\n").last)
    return list.matches(of: #/(?m)^  ([a-z]+) {2,}/#).map { String($0.1) }
  }

  @Test("there is a page for the program and for each of its commands")
  func pages() throws {
    let commands = try commands()
    #expect(commands.contains("train") && commands.contains("manual"), "\(commands)")
    #expect(
      try folder.names("man1") == (["skein.1"] + commands.map { "skein-\($0).1" }).sorted())
    let main = try folder.text("man1/skein.1")
    for command in commands { #expect(main.contains("\n\\fB\(command)\\fR\n"), "\(command)") }
  }

  @Test("a page has every option, with its value, and what the help says of it")
  func options() throws {
    let page = try folder.text("man1/skein-train.1")
    let help = try SkeinProgram.run("train --help", in: folder).output
    let names = help.matches(of: #/(?m)^  (?:-\w, )?--([a-z-]+)/#).map { String($0.1) }
    #expect(names.count > 60)
    for name in names {
      let escaped = name.replacingOccurrences(of: "-", with: "\\-")
      #expect(page.contains("\\fB\\-\\-\(escaped)\\fR"), "\(name)")
    }
    #expect(
      page.contains("\\fB\\-\\-learning\\-rate\\fR \\fIrate\\fR\nThe optimizer\\(aqs step size"))
    #expect(page.contains("\n.SH EXAMPLES\n.nf\n  skein train\n"))
    #expect(page.hasPrefix(".TH SKEIN\\-TRAIN 1 "))
    #expect(page.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("groff formats every page without a warning")
  func warnings() throws {
    let outcome = try SkeinProgram.shell(
      """
      command -v groff > /dev/null || exit 0
      for page in man1/*.1; do groff -ww -man -Tutf8 "$page" > /dev/null || exit 1; done
      groff -ww -man -Tutf8 -P-c man1/skein-train.1 | sed 's/.\\x08//g' > page
      grep -q "learning-rate" page && grep -q "^NAME" page
      """, in: folder)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
  }
}
