/// The former name of `Crew`, for what has not been renamed yet.
public typealias WorkerPool = Crew
