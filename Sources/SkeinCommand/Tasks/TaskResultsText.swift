import Skein

/// How good a model of texts or sequences is on its test part, for people.
struct TaskResultsText {
  let text: String

  init(_ results: RunResults, _ task: RunTask) {
    if let classes = results.classes {
      text = Self.text(
        classes, names: task.classes, noun: task.settings.kind == .label ? "step" : "sample")
    } else if let language = results.language {
      text = Self.text(language, noun: task.settings.tokens.noun)
    } else {
      text = "No test part, so nothing was measured.\n"
    }
  }

  /// - Parameters:
  ///   - names: of the classes.
  ///   - noun: what has a class.
  static func text(_ results: ClassResults, names: [String], noun: String) -> String {
    var text =
      "accuracy \(NumberText.percent(results.accuracy, decimals: 1)) of"
      + " \(NumberText.count(results.samples, noun)) of the test part; always saying the most"
      + " frequent class: \(NumberText.percent(results.mostFrequent, decimals: 1))\n"
    text +=
      "loss \(NumberText.significant(results.loss)), macro F1"
      + " \(NumberText.significant(results.macroF1, digits: 4)), weighted F1"
      + " \(NumberText.significant(results.weightedF1, digits: 4))"
    if let area = results.areaUnderCurve {
      text += ", area under the curve \(NumberText.significant(area, digits: 4))"
    }
    text += "\n\n"
    let shown = names.indices.prefix(20)
    func name(_ one: Int) -> String { TerminalText.plain(names[one], limit: 24) }
    var table = TextTable(
      header: ["is \\ was told"] + shown.map(name) + ["precision", "recall", "F1"])
    for one in shown {
      table.append(
        [name(one)] + shown.map { NumberText.grouped(results.confusion[one][$0]) }
          + [results.precision[one], results.recall[one], results.f1[one]].map {
            NumberText.significant($0, digits: 3)
          })
    }
    text += table.text
    if names.count > shown.count { text += "and \(names.count - shown.count) classes more\n" }
    return text
  }

  static func text(_ results: LanguageResults, noun: String) -> String {
    "\(NumberText.significant(results.bitsPerCharacter, digits: 4)) bits per character on the test part"
      + " (\(NumberText.count(results.tokens, noun))): loss \(NumberText.significant(results.loss)),"
      + " perplexity \(NumberText.significant(results.perplexity))\n"
  }
}
