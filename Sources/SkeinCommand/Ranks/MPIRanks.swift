#if MPI
  import CMPI
  import Foundation
  import Skein

  /// The ranks of an MPI job.
  struct MPIRanks: RankTransport {
    let rank: Int
    let count: Int

    /// Most bytes of one call, whose counts and places are 32-bit numbers.
    private static let most = 1 << 30

    /// Joins the job that a launcher has started; nil where this process is alone in it.
    ///
    /// - Throws: `UsageError` for a library that only the main thread may call.
    init?() throws {
      guard skein_mpi_start() != 0 else {
        throw UsageError(
          "this MPI library may be called by one thread only, and Skein's worker is another one")
      }
      (rank, count) = (Int(skein_mpi_rank()), Int(skein_mpi_size()))
      if count == 1 {
        skein_mpi_finish()
        return nil
      }
    }

    func gather(
      _ own: UnsafeRawPointer, into all: UnsafeMutableRawPointer, counts: [Int]
    ) {
      precondition(counts.count == count, "\(counts.count) counts of \(count) ranks")
      if counts.reduce(0, +) <= Self.most {
        var places: [Int32] = []
        var place = 0
        for bytes in counts {
          places.append(Int32(place))
          place += bytes
        }
        skein_mpi_gather(own, all, counts.map { Int32($0) }, places)
      } else {
        gatherInPieces(own, into: all, counts: counts)
      }
    }

    /// The same for more bytes than a call can count: a piece of every rank's, and again.
    private func gatherInPieces(
      _ own: UnsafeRawPointer, into all: UnsafeMutableRawPointer, counts: [Int]
    ) {
      let piece = Self.most / count
      let room = UnsafeMutableRawPointer.allocate(byteCount: piece * count, alignment: 64)
      defer { room.deallocate() }
      var done = 0
      while done < counts.max() ?? 0 {
        let sizes = counts.map { min(max($0 - done, 0), piece) }
        gather(own + min(done, counts[rank]), into: room, counts: sizes)
        var (source, target) = (room, all)
        for (size, whole) in zip(sizes, counts) {
          (target + min(done, whole)).copyMemory(from: source, byteCount: size)
          source += size
          target += whole
        }
        done += piece
      }
    }

    /// Once this rank has done its part: waits until all have.
    func finish() { skein_mpi_finish() }

    /// Ends this process, whose last word another rank has.
    func leave(_ code: Int32) -> Never { exit(code) }

    /// Ends all ranks.
    func abort(_ code: Int32) { skein_mpi_abort(code) }

    /// The name and version of the library.
    static var library: String {
      var text = [CChar](repeating: 0, count: 200)
      skein_mpi_version(&text, Int32(text.count))
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
#endif
