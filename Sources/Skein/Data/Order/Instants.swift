/// The times of all rows, in 100 ns; in memory, or in a file as the rows are.
struct Instants: RandomAccessCollection, Sendable {
  // Written by whoever makes them, before anybody else has them.
  private let storage: SeriesStorage<Int>

  init(in space: ColumnSpace?) { storage = SeriesStorage(in: space) }

  init(_ times: some Sequence<Int>, in space: ColumnSpace?) {
    self.init(in: space)
    for time in times { append(time) }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { storage.count }

  subscript(row: Int) -> Int {
    precondition(row >= 0 && row < storage.count, "no row \(row) of \(storage.count)")
    storage.note(row)
    return storage.base[row]
  }

  /// Makes room; false if there is no memory for so many.
  func reserve(_ rows: Int) -> Bool { storage.reserve(rows) }

  func append(_ time: Int) {
    guard let place = storage.append(1) else {
      preconditionFailure("there is no memory for \(storage.count) times")
    }
    place.pointee = time
  }

  /// Adds to a time; nobody else may have the times yet.
  func add(_ distance: Int, to row: Int) { storage.base[row] += distance }
}
