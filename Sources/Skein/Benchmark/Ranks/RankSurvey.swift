import Topology

/// What the ranks of a job have, and what keeps them from training at full speed together.
package struct RankSurvey: Sendable, Encodable {
  package struct Rank: Sendable, Encodable {
    package let host: String
    package let processors: String
    package let memoryNodes: [Int]
    package let workers: Int
    /// Windows a second, while all ranks train their parts of a batch without each other.
    package let samplesPerSecond: Double
  }

  package let ranks: [Rank]
  package let links: RankLinks
  /// Seconds of a step's exchange by the links, and of its computation.
  package let exchangeSeconds: Double
  package let computeSeconds: Double
  /// What was found, a sentence each with its remedy.
  package let findings: [String]

  /// Below this part of the others' median something is wrong with a rank, or with a link.
  private static let slow = 0.75
  /// The part of a step that an exchange may take.
  private static let mostExchange = 0.2

  /// Measures, which all ranks do together.
  ///
  /// - Parameter problem: a rank's part of each batch.
  /// - Throws: what making a model or a training throws.
  package init(
    _ problem: BenchmarkProblem, crew: Crew, ranks: any RankTransport, host: String, seconds: Double
  ) throws {
    let links = RankLinks(ranks)
    _ = ranks.gather([0])
    let sample = try StepSession(problem).sample(crew, seconds: seconds)
    let nodes = Set(crew.placement.workers.compactMap(\.numaNode)).sorted()
    let processors = crew.placement.workers.map { "\($0.processors)" }.joined(separator: " ")
    let texts = ranks.gather(
      [host, processors, nodes.map(String.init).joined(separator: " ")].joined(separator: "\n"))
    let numbers = ranks.gather([Double(crew.count), sample?.samplesPerSecond ?? 0])
    let all = zip(texts, numbers).map { text, numbers in
      let words = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return Rank(
        host: words[0], processors: words[1],
        memoryNodes: words[2].split(separator: " ").compactMap { Int($0) },
        workers: Int(numbers[0]),
        samplesPerSecond: numbers[1])
    }
    let slowest = all.map(\.samplesPerSecond).min() ?? 0
    self.init(
      all, links, computeSeconds: slowest > 0 ? Double(problem.batchSize) / slowest : 0,
      floats: problem.layout.denseFloats)
  }

  package init(_ ranks: [Rank], _ links: RankLinks, computeSeconds: Double, floats: Int) {
    self.ranks = ranks
    self.links = links
    self.computeSeconds = computeSeconds
    exchangeSeconds = links.exchangeSeconds(floats: floats, ranks: ranks.count)
    findings =
      Self.slowRanks(ranks) + Self.slowLinks(links.links)
      + Self.largeExchange(exchangeSeconds, computeSeconds)
  }

  private static func slowRanks(_ ranks: [Rank]) -> [String] {
    ranks.indices.compactMap { number in
      let others = ranks.indices.filter { $0 != number }.map { ranks[$0].samplesPerSecond }
      guard let usual = Quartiles(others)?.median, ranks[number].samplesPerSecond < slow * usual
      else {
        return nil
      }
      return "rank \(number) on \(ranks[number].host) trains at"
        + " \(NumberText.percent(ranks[number].samplesPerSecond / usual)) of the others' speed, and all wait for it;"
        + " look there for other programs and a slower processor, with skein doctor on that machine alone"
    }
  }

  private static func slowLinks(_ links: [RankLinks.Link]) -> [String] {
    links.indices.compactMap { number in
      let others = links.indices.filter { $0 != number }.map { links[$0].bandwidth }
      guard let usual = Quartiles(others)?.median, links[number].bandwidth < slow * usual else {
        return nil
      }
      let link = links[number]
      return
        "between ranks \(link.from) and \(link.to) go \(NumberText.significant(link.bandwidth / 1e9, digits: 3))"
        + " GB/s, and \(NumberText.significant(usual / 1e9, digits: 3)) elsewhere; look at the network between their"
        + " machines"
    }
  }

  private static func largeExchange(_ exchange: Double, _ compute: Double) -> [String] {
    guard compute > 0, exchange > mostExchange * (exchange + compute) else { return [] }
    return [
      "of a step of this model and batch the exchange takes \(NumberText.percent(exchange / (exchange + compute)));"
        + " a larger --batch-size or --accumulate has fewer of them, and fewer ranks with more workers smaller ones"
    ]
  }
}
