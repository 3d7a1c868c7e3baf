/// Numbers for texts, in the order in which they are met.
struct TextCodes {
  private(set) var texts: [String] = []
  private var codes: [String: Int] = [:]

  mutating func code(of text: String) -> Int {
    if let code = codes[text] { return code }
    codes[text] = texts.count
    texts.append(text)
    return texts.count - 1
  }
}
