import KhoiData
import KhoiEngine
import KhoiFormats
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whole operators, each as the plan of one small question over a table in memory, on one thread.
struct OperatorProbes {
  let rows: Int
  private let session: Session
  private let file: String

  /// Makes the tables, and a CSV file of one of them in `folder`.
  init(rows: Int, folder: String) throws(Diagnostic) {
    self.rows = rows
    file = "\(folder)/khoi-kernels.csv"
    var settings = SessionSettings.standard
    settings.threads = 1
    session = Session(settings: settings)
    func random(_ salt: Int) -> String { "(hash(i, \(salt)) & 2147483647)" }
    for statement in [
      """
      CREATE TABLE t AS SELECT \(random(1)) % 100 AS few, \(random(2)) % \(rows / 4) AS many,
        \(random(3)) % 1000 AS part, \(random(4)) * 4611 AS sparse,
        \(random(5)) / 21474836.47 AS amount, CONCAT('unit ', \(random(6)) % 100) AS name
      FROM range(\(rows)) AS r(i)
      """,
      "CREATE TABLE few AS SELECT i AS key, i * 7 AS weight FROM range(100) AS r(i)",
      "CREATE TABLE many AS SELECT i AS key, i * 7 AS weight FROM range(\(rows / 4)) AS r(i)",
      "CREATE TABLE sparse AS SELECT DISTINCT sparse AS key FROM t WHERE part < 250",
      "COPY (SELECT few, many, part, name FROM t LIMIT \(rows / 4)) TO '\(file)' (FORMAT csv)",
    ] { _ = try session.execute(statement) }
  }

  /// Removes what was written.
  func clean() {
    unsafe unlink(file)
  }

  var all: [Probe] {
    questions + [load]
  }

  private var questions: [Probe] {
    let keys = "SELECT many AS k, SUM(amount) AS s FROM t GROUP BY many"
    return [
      ask("filter, sum", "SELECT SUM(amount) FROM t WHERE part < 100", 2 + 1, .read),
      ask("group by an 8-bit key", "SELECT few, SUM(amount) FROM t GROUP BY few", 9, .read),
      ask(
        "group by a text in codes", "SELECT name, SUM(amount) FROM t GROUP BY name", 9, .read),
      ask("group by a quarter as many keys", keys, 4 + 8 + 16, .gather),
      ask(
        "group by two keys in a hash table",
        "SELECT sparse, few, COUNT(*) FROM t GROUP BY sparse, few", 4 + 1 + 24, .gather),
      ask("count distinct numbers", "SELECT COUNT(DISTINCT many) FROM t", 4 + 1, .gather),
      ask("median by an 8-bit key", "SELECT few, MEDIAN(amount) FROM t GROUP BY few", 25, .copy),
      ask(
        "join with 100 rows", "SELECT SUM(weight) FROM t JOIN few ON few = key", 1 + 8, .read),
      ask(
        "join with a quarter as many rows",
        "SELECT SUM(weight) FROM t JOIN many ON many = key", 4 + 4 + 4, .gather),
      ask(
        "semi-join in a hash table",
        "SELECT COUNT(*) FROM t WHERE sparse IN (SELECT key FROM sparse)", 8 + 16, .gather),
      ask("the 100 largest", "SELECT amount FROM t ORDER BY amount DESC LIMIT 100", 8, .read),
      ask(
        "sort by a DOUBLE", "CREATE TABLE sorted AS SELECT amount FROM t ORDER BY amount", 16, .copy
      ),
      ask(
        "sort by two numbers",
        "CREATE TABLE sorted AS SELECT few, part FROM t ORDER BY few, part", 6, .copy),
      ask(
        "running sum by an 8-bit key",
        "SELECT SUM(r) FROM (SELECT SUM(amount) OVER (PARTITION BY few ORDER BY many) AS r FROM t)",
        21, .copy),
    ]
  }

  private func ask(
    _ name: String, _ question: String, _ bytes: Double, _ limit: MachineLimit
  ) -> Probe {
    let session = session
    return Probe("operator", name, rows: rows, bytes: bytes, limit) { () throws(Diagnostic) in
      let result = try session.execute(question)
      if question.hasPrefix("CREATE") { _ = try session.execute("DROP TABLE sorted") }
      return result.rowCount
    }
  }

  /// A file that lies in the system's cache.
  private var load: Probe {
    let file = file
    let count = rows / 4
    let bytes = (try? FileFormat.of(path: file).read(path: file).1.bytes) ?? 0
    return Probe("operator", "load a CSV", rows: count, bytes: Double(bytes) / Double(count), .read)
    {
      () throws(Diagnostic) in
      try FileFormat.of(path: file).read(path: file).0.rowCount
    }
  }
}
