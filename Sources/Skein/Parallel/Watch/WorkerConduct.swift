/// What became of one worker during a training, seen on its own thread.
package struct WorkerConduct: Sendable, Hashable {
  /// Of this training alone; nil where the system does not tell.
  package var scheduling: ThreadScheduling?
  package var pages: PageCount?
  package var moves: [WorkerMove]

  package init(scheduling: ThreadScheduling?, pages: PageCount?, moves: [WorkerMove]) {
    self.scheduling = scheduling
    self.pages = pages
    self.moves = moves
  }
}
