import Skein

/// Readers of zip files, in which networks of PyTorch and Keras stand.
extension FuzzedReader {
  /// Files whose entries are sound, and whose directory says something else of them.
  static func zip() throws -> FuzzedReader {
    let files = try exchanged([
      "stack.pt", "double.pt", "checkpoint.pt", "tokens.keras", "functional.keras",
    ])
    return FuzzedReader(
      name: "zip", share: 100, corpus: files,
      generate: { seed, number in
        var random = Mutator(seed: seed, number: number)
        var file = files[random.next(files.count)]
        for _ in 0...random.next(3) { random.changeDirectory(of: &file) }
        return file
      },
      read: { bytes in
        let sentences = [readState(bytes), readKeras(bytes)]
        return sentences.contains(nil) ? nil : sentences.compactMap(\.self).joined(separator: "; ")
      })
  }

  /// What a zip file holds by its directory, of entries that are stored as they are.
  static func entries(of file: [UInt8]) -> [(name: String, bytes: [UInt8])] {
    func number(_ place: Int, _ bytes: Int) -> Int {
      (0..<bytes).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) }
    }
    return places(of: ZipRecord.entry, in: file).map { place in
      let name = file[place + 46..<place + 46 + number(place + 28, 2)]
      let header = number(place + 42, 4)
      let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
      let bytes = Array(file[start..<start + number(place + 24, 4)])
      return (String(decoding: name, as: UTF8.self), bytes)
    }
  }

  fileprivate static func places(of record: ZipRecord, in file: [UInt8]) -> [Int] {
    let mark = [0x50, 0x4B] + record.mark
    return file.indices.dropLast(record.size).filter {
      file[$0] == mark[0] && file[$0..<$0 + 4].elementsEqual(mark)
    }
  }
}

/// The records of a zip file: how they begin, how long they are, and where their numbers stand (PKWARE's APPNOTE).
private struct ZipRecord {
  let mark: [UInt8]
  let size: Int
  let fields: [(place: Int, bytes: Int)]

  static let entry = ZipRecord(
    mark: [1, 2], size: 46,
    fields: [(8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4)])
  static let header = ZipRecord(mark: [3, 4], size: 30, fields: [(26, 2), (28, 2)])
  static let end = ZipRecord(mark: [5, 6], size: 21, fields: [(8, 2), (10, 2), (12, 4), (16, 4)])
}

extension Mutator {
  private func bytes(of value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  private mutating func number(below bound: Int) -> UInt64 {
    let edges: [UInt64] = [0, 1, 0xFFFF, 0xFFFF_FFFF, 1 << 32, 1 << 62, 1 << 63, .max]
    return switch next(3) {
    case 0: edges[next(edges.count)] &- UInt64(next(64))
    case 1: edges[next(edges.count)]
    default: UInt64(next(bound))
    }
  }

  fileprivate mutating func changeDirectory(of file: inout [UInt8]) {
    let record = [ZipRecord.entry, .entry, .header, .end][next(4)]
    let places = FuzzedReader.places(of: record, in: file)
    if places.isEmpty { return }
    let place = places[next(places.count)]
    switch next(6) {
    case 0...2:
      let field = record.fields[next(record.fields.count)]
      let value = bytes(of: number(below: file.count), field.bytes)
      file.replaceSubrange(place + field.place..<place + field.place + field.bytes, with: value)
    case 3:
      // The numbers of another record of its kind: two entries of the same bytes.
      let other = places[next(places.count)]
      let field = record.fields[next(record.fields.count)]
      let value = file[other + field.place..<other + field.place + field.bytes]
      file.replaceSubrange(place + field.place..<place + field.place + field.bytes, with: value)
    case 4: addWideEnd(to: &file)
    default: repeatEntry(of: &file)
    }
  }

  /// The records of a zip64 file before the end, which says that they are there.
  private mutating func addWideEnd(to file: inout [UInt8]) {
    guard let end = FuzzedReader.places(of: .end, in: file).last else { return }
    var record: [UInt8] = [0x50, 0x4B, 6, 6] + bytes(of: 44, 8)
    for _ in 0..<6 { record += bytes(of: number(below: file.count), 8) }
    record += bytes(of: number(below: file.count), 4)
    let place = next(4) == 0 ? number(below: file.count) : UInt64(end)
    record += [0x50, 0x4B, 6, 7] + bytes(of: 0, 4) + bytes(of: place, 8) + bytes(of: 1, 4)
    file.insert(contentsOf: record, at: end)
  }

  /// One entry of the directory many times under other names, and a count that fits.
  private mutating func repeatEntry(of file: inout [UInt8]) {
    guard let end = FuzzedReader.places(of: .end, in: file).last,
      let entry = FuzzedReader.places(of: .entry, in: file).last, end >= entry + 46
    else { return }
    let (record, count) = (Array(file[entry..<end]), 1 + next(500))
    var more: [UInt8] = []
    for copy in 0..<count {
      var one = record
      // Behind the name's first letters, where it has room for a number.
      for (place, digit) in bytes(of: UInt64(copy), 2).enumerated() where one.count > 49 + place {
        one[47 + place] = 0x21 + digit % 0x5E
      }
      more += one
    }
    file.insert(contentsOf: more, at: end)
    let counted = bytes(of: UInt64(count + 2), 2)
    let moved = end + more.count
    if file.count >= moved + 12 { file.replaceSubrange(moved + 10..<moved + 12, with: counted) }
  }
}
