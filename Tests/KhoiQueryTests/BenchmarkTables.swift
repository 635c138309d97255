/// Small tables of the shapes that the benchmarks ask, as statements that make them.
enum BenchmarkTables {
  /// A number from 0 to `bound - 1` that `salt` and the row choose.
  private static func random(_ salt: Int, _ bound: Int) -> String {
    "((hash(i, \(salt)) & 2147483647) % \(bound))"
  }

  /// One of some texts.
  private static func choice(_ salt: Int, _ texts: [String]) -> String {
    let list = texts.map { "'\($0)'" }.joined(separator: ", ")
    return "([\(list)])[1 + \(random(salt, texts.count))]"
  }

  private static func date(_ salt: Int, from start: String, days: Int) -> String {
    "(DATE '\(start)' + CAST(\(random(salt, days)) AS INTEGER))"
  }

  private static func table(_ name: String, _ rows: Int, _ columns: [String]) -> String {
    """
    CREATE OR REPLACE TABLE \(name) AS
    SELECT \(columns.joined(separator: ", ")) FROM range(\(rows)) AS r(i)
    """
  }

  static let groupBy = [
    table(
      "x", 10_000,
      [
        "printf('id%03d', 1 + \(random(1, 100))) AS id1",
        "printf('id%03d', 1 + \(random(2, 100))) AS id2",
        "printf('id%010d', 1 + \(random(3, 100))) AS id3", "1 + \(random(4, 100)) AS id4",
        "1 + \(random(5, 100)) AS id5", "1 + \(random(6, 100)) AS id6",
        "1 + \(random(7, 5)) AS v1", "1 + \(random(8, 15)) AS v2",
        "\(random(9, 1_000_000)) / 1e4 AS v3",
      ])
  ]

  static let join = [
    table("small", 10, ["i + 1 AS id1", "CONCAT('id', i + 1) AS id4", "i / 2.0 AS v2"]),
    table(
      "medium", 100,
      [
        "1 + \(random(1, 10)) AS id1", "i + 1 AS id2", "CONCAT('id', id1) AS id4",
        "CONCAT('id', id2) AS id5", "i / 2.0 AS v2",
      ]),
    table(
      "big", 1000,
      [
        "1 + \(random(1, 10)) AS id1", "1 + \(random(2, 100)) AS id2", "i + 1 AS id3",
        "CONCAT('id', id1) AS id4", "CONCAT('id', id2) AS id5", "CONCAT('id', id3) AS id6",
        "i / 2.0 AS v2",
      ]),
    table(
      "x", 1000,
      [
        "1 + \(random(3, 11)) AS id1", "1 + \(random(4, 110)) AS id2", "i + 101 AS id3",
        "CONCAT('id', id1) AS id4", "CONCAT('id', id2) AS id5", "CONCAT('id', id3) AS id6",
        "i / 3.0 AS v1",
      ]),
  ]

  static let scaling = [
    table(
      "t", 1000,
      [
        "\(random(1, 100)) AS few", "\(random(2, 10)) AS many", "\(random(3, 100)) AS key",
        "\(random(4, 1000)) AS part", "\(random(5, 1_000_000)) / 1e4 AS amount",
      ]),
    table("d", 100, ["i AS key", "\(random(6, 1000)) AS weight"]),
  ]

  static let startUp = [
    table(
      "sales", 100,
      [
        "\(choice(1, ["north", "south"])) AS region", "1 + i % 7 AS qty", "i / 4.0 AS price",
      ])
  ]

  private static let nations = [
    "ALGERIA", "ARGENTINA", "BRAZIL", "CANADA", "EGYPT", "ETHIOPIA", "FRANCE", "GERMANY", "INDIA",
    "INDONESIA", "IRAN", "IRAQ", "JAPAN", "JORDAN", "KENYA", "MOROCCO", "MOZAMBIQUE", "PERU",
    "CHINA", "ROMANIA", "SAUDI ARABIA", "VIETNAM", "RUSSIA", "UNITED KINGDOM", "UNITED STATES",
  ]

  /// Suppliers by nation, so few that the questions about one nation have answers.
  static let tpch = [
    table(
      "region", 5,
      [
        "i AS r_regionkey",
        "(['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'])[i + 1] AS r_name",
      ]),
    table(
      "nation", 25,
      [
        "i AS n_nationkey",
        "([\(nations.map { "'\($0)'" }.joined(separator: ", "))])[i + 1] AS n_name",
        "([0, 1, 1, 1, 4, 0, 3, 3, 2, 2, 4, 4, 2, 4, 0, 0, 0, 1, 2, 3, 4, 2, 3, 3, 1])[i + 1] "
          + "AS n_regionkey",
      ]),
    table(
      "supplier", 50,
      [
        "i + 1 AS s_suppkey", "printf('Supplier#%09d', i + 1) AS s_name",
        "CONCAT('street ', i) AS s_address", "i % 25 AS s_nationkey",
        "CONCAT(10 + i % 25, '-555') AS s_phone", "\(random(1, 1000)) / 1e1 AS s_acctbal",
        "\(choice(2, ["quick", "Customer loud Complaints", "slow"])) AS s_comment",
      ]),
    table(
      "customer", 300,
      [
        "i + 1 AS c_custkey", "printf('Customer#%09d', i + 1) AS c_name",
        "CONCAT('street ', i) AS c_address", "i % 25 AS c_nationkey",
        "CONCAT(10 + i % 25, '-555') AS c_phone", "\(random(1, 10_000)) / 1e1 - 50 AS c_acctbal",
        "\(choice(2, ["BUILDING", "AUTOMOBILE"])) AS c_mktsegment", "'none' AS c_comment",
      ]),
    table(
      "part", 400,
      [
        "i + 1 AS p_partkey",
        "\(choice(1, ["forest green", "green mint", "forest rose", "snow"])) AS p_name",
        "CONCAT('Manufacturer#', 1 + i % 5) AS p_mfgr",
        "\(choice(2, ["Brand#12", "Brand#23", "Brand#34", "Brand#45"])) AS p_brand",
        "\(choice(3, ["ECONOMY ANODIZED STEEL", "PROMO BRASS", "MEDIUM POLISHED TIN"])) AS p_type",
        "([49, 14, 15, 45, 3, 5])[1 + \(random(4, 6))] AS p_size",
        "\(choice(5, ["MED BOX", "SM CASE", "LG PACK"])) AS p_container",
        "900 + i AS p_retailprice", "'none' AS p_comment",
      ]),
    table(
      "partsupp", 1600,
      [
        "1 + i // 4 AS ps_partkey", "1 + (i * 13 + i // 4) % 50 AS ps_suppkey",
        "1 + \(random(1, 9999)) AS ps_availqty", "\(random(2, 10_000)) / 1e1 AS ps_supplycost",
        "'none' AS ps_comment",
      ]),
    table(
      "orders", 3000,
      [
        "i + 1 AS o_orderkey", "1 + \(random(1, 200)) AS o_custkey",
        "\(choice(2, ["F", "O", "P"])) AS o_orderstatus",
        "\(random(3, 100_000)) / 1e1 AS o_totalprice",
        "\(date(4, from: "1992-01-01", days: 2400)) AS o_orderdate",
        "\(choice(5, ["1-URGENT", "2-HIGH", "3-MEDIUM", "5-LOW"])) AS o_orderpriority",
        "'Clerk#1' AS o_clerk", "0 AS o_shippriority",
        "\(choice(6, ["plain", "special quick requests"])) AS o_comment",
      ]),
    table(
      "lineitem", 30_000,
      [
        "1 + i // 10 AS l_orderkey", "1 + \(random(1, 1600)) // 4 AS l_partkey",
        "1 + (\(random(1, 1600)) * 13 + \(random(1, 1600)) // 4) % 50 AS l_suppkey",
        "1 + i % 10 AS l_linenumber", "1 + \(random(2, 50)) AS l_quantity",
        "\(random(3, 1_000_000)) / 1e1 AS l_extendedprice",
        "\(random(4, 11)) / 100.0 AS l_discount",
        "\(random(5, 9)) / 100.0 AS l_tax", "\(choice(6, ["A", "N", "R"])) AS l_returnflag",
        "\(choice(7, ["F", "O"])) AS l_linestatus",
        "\(date(8, from: "1992-01-02", days: 2500)) AS l_shipdate",
        // Few lines are late, so that an order can wait for one supplier alone.
        "\(date(9, from: "1992-01-31", days: 2500)) "
          + "+ CASE WHEN \(random(13, 8)) = 0 THEN 0 ELSE 3000 END AS l_commitdate",
        "\(date(10, from: "1992-01-04", days: 2500)) AS l_receiptdate",
        "\(choice(11, ["DELIVER IN PERSON", "NONE"])) AS l_shipinstruct",
        "\(choice(12, ["AIR", "MAIL", "SHIP", "AIR REG"])) AS l_shipmode", "'none' AS l_comment",
      ]),
  ]
}
