extension BacktestRecord {
  /// The record of rank 0, with the folds that were done before, at every rank.
  ///
  /// - Throws: `RankError`, the same one at every rank, where one would do another backtest.
  package func agreed(among ranks: any RankTransport) throws -> BacktestRecord {
    let text = ranks.gather(ranks.rank == 0 ? try RunJSON.text(self) : "")[0]
    let first = try RunJSON.value(of: BacktestRecord.self, from: Array(text.utf8))
    let same = ranks.gather([goesOn(from: first) ? 1 : 0])
    if let rank = same.firstIndex(of: [0]) {
      throw RankError.different(rank: rank, "the data or an option")
    }
    return first
  }
}
