import KhoiData
package import KhoiPlan
package import KhoiText

/// Turns a plan into pipelines and runs those that others need.
///
/// Planning and running alternate: `open` of a node that must see all its input first (a breaker)
/// runs the pipeline below it, so that what is above is planned with true row counts. What is left
/// in the end is the draft of the last pipeline.
package final class PhysicalPlanner {
  package let context: QueryContext
  /// The rows of `With` definitions by number.
  var shared: [Int: SharedRows] = [:]
  /// Guesses row counts before anything ran.
  var estimator = CardinalityEstimator()

  /// What joins say of the columns of scans that are not opened yet.
  var keyFilters: [ColumnID: [KeyFilter]] = [:]
  /// What a top-N says of the column of a scan that is opened next.
  var topBounds: [ColumnID: TopBound] = [:]
  /// Identities for columns that planning itself adds; the plan's own are positive.
  private var nextColumnNumber = -1
  /// What the rounds of the recursion that is running share.
  var roundCache: RoundCache?
  /// Numbers for shared rows that planning itself adds; the plan's own are positive.
  private var nextSharedNumber = -1

  struct SharedRows {
    let collection: ChunkCollection
    let domains: [ColumnDomain]
    let profile: OperatorProfile
  }

  package init(_ context: QueryContext) {
    self.context = context
  }

  /// The pipeline that gives the rows of the plan, with everything below breakers already run.
  ///
  /// Its columns are the plan's.
  package func open(_ plan: LogicalPlan) throws(Diagnostic) -> PipelineDraft {
    try context.checkCancelled()
    switch plan {
    case .scan(let node): return try planScan(node)
    case .values(let node): return try planValues(node)
    case .series(let node): return try planSeries(node)
    case .filter(let node): return try planFilter(node)
    case .project(let node): return try planProject(node)
    case .aggregate(let node): return try planAggregate(node)
    case .window(let node): return try planWindow(node)
    case .sort(let node): return try planSort(node)
    case .limit(let node): return try planLimit(node)
    case .join(let node): return try planJoin(node)
    case .asOf(let node): return try planAsOf(node)
    case .setOperation(let node): return try planSetOperation(node)
    case .unpivot(let node): return try planUnpivot(node)
    case .unnest(let node): return try planUnnest(node)
    case .assert(let node): return try planAssert(node)
    case .atMostOneRow(let node): return try planAtMostOneRow(node)
    case .with(let node): return try planWith(node)
    case .sharedScan(let node): return try planSharedScan(node)
    case .recursion(let node): return try planRecursion(node)
    case .sample(let node): return try planSample(node)
    }
  }

  /// An identity that no column of the plan has.
  func makeColumnID() -> ColumnID {
    nextColumnNumber -= 1
    return ColumnID(nextColumnNumber)
  }

  /// A number of shared rows that no `With` of the plan has.
  func makeSharedNumber() -> Int {
    nextSharedNumber -= 1
    return nextSharedNumber
  }

  /// Runs the draft into a sink.
  package func run(
    _ draft: PipelineDraft, into sink: any Sink, profile: OperatorProfile
  ) throws(Diagnostic) {
    let pipeline = Pipeline(
      source: draft.source, operators: draft.operators, sink: sink,
      profiles: draft.profiles + [profile])
    try pipeline.run(context)
  }

  /// Runs the draft and keeps its rows; more of them than the limit are an error.
  package func collect(
    _ draft: PipelineDraft, for name: String, limit: RowLimit? = nil, joinsMorsels: Bool = false
  ) throws(Diagnostic) -> ChunkCollection {
    if let known = draft.source.materializedRows, draft.operators.isEmpty { return known }
    let sink = CollectSink(
      types: draft.columns.map(\.type), context: context, name: name, limit: limit,
      joinsMorsels: joinsMorsels)
    let profile = OperatorProfile("Collect", children: [draft.profile])
    try run(draft, into: sink, profile: profile)
    return sink.collection
  }

  /// Does work of an operator that no pipeline measures.
  func measured<Result>(
    _ profile: OperatorProfile, _ work: () throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    guard context.isProfiling else { return try work() }
    let start = Clock.nanoseconds
    let result = try work()
    profile.add(nanoseconds: Clock.nanoseconds &- start, rows: 0)
    return result
  }

  /// The draft that reads materialised rows with these columns.
  package func draft(
    reading collection: ChunkCollection, columns: [PlanColumn],
    domains: [ColumnID: ColumnDomain] = [:], profile: OperatorProfile
  ) -> PipelineDraft {
    profile.set(rows: collection.count)
    return PipelineDraft(
      source: CollectionSource(collection, chunkCapacity: context.chunkCapacity),
      columns: columns, domains: domains, profile: profile)
  }
}
