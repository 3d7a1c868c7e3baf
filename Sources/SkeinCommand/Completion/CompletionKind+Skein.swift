import ArgumentParser
import Skein

/// What a shell offers for the values of options.
extension CompletionKind {
  /// Words with commas between them: the last one is completed.
  static func words(_ words: [String]) -> CompletionKind {
    .custom { _, _, prefix in
      let head = prefix.lastIndex(of: ",").map { String(prefix[...$0]) } ?? ""
      return words.map { head + $0 }
    }
  }

  /// The names of a catalogue, without their arguments.
  static func keywords(_ kinds: [any Specified.Type]) -> CompletionKind {
    .list(kinds.map { $0.keyword })
  }

  static var layers: CompletionKind { words(LayerCatalog.kinds.map { $0.keyword }) }

  static var placements: CompletionKind {
    words(["spread", "compact", "smt", "none", "package:0", "numa:0", "per:l3", "per:core"])
  }

  /// The folder of a run.
  static var run: CompletionKind { .custom { _, _, prefix in RunFolders.completing(prefix) } }
}
