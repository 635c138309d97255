import KhoiSyntax
import KhoiText
import Testing

@Suite("The one layout of queries")
struct FormatterTests {
  @Test(
    "Texts and their layout",
    arguments: [
      ("select a,b from t where x", "SELECT a, b\nFROM t\nWHERE x\n"),
      ("select 1;select 2", "SELECT 1;\nSELECT 2\n"),
      ("select 1;\n\n\n\nselect 2;", "SELECT 1;\n\nSELECT 2;\n"),
      (
        "from t|>where a=1 and b=2|>limit 3;",
        "FROM t\n|> WHERE a = 1 AND b = 2\n|> LIMIT 3;\n"
      ),
      (
        "from t |> join (from u |> where b |> select c) as v using(c)",
        """
        FROM t
        |> JOIN (
             FROM u
             |> WHERE b
             |> SELECT c
           ) AS v USING (c)

        """
      ),
      (
        "with a as (select 1), b as (select 2) from a, b",
        """
        WITH a AS (
          SELECT 1
        ),
        b AS (
          SELECT 2
        )
        FROM a, b

        """
      ),
      ("select 1 union all select 2", "SELECT 1\nUNION ALL\nSELECT 2\n"),
      (
        "insert into t(a,b) values(1,'x'),(2,'y')",
        "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')\n"
      ),
      ("select x::decimal(10,2)[], - -1, -(-1)", "SELECT x::DECIMAL(10, 2)[], - -1, -(-1)\n"),
      (
        "select struct<a int64,b array<array<text>>>(1,[])",
        "SELECT STRUCT<a INT64, b ARRAY<ARRAY<TEXT>>>(1, [])\n"
      ),
      ("select l[1:2],l[- 1],{'a':1}.a,map{1:2}", "SELECT l[1:2], l[-1], {'a': 1}.a, MAP {1: 2}\n"),
      (
        "select count( * )filter(where a)over(order by b)",
        "SELECT count(*) FILTER (WHERE a) OVER (ORDER BY b)\n"
      ),
      ("select \"From\", `b c`, Order_Id as Year", "SELECT \"From\", `b c`, Order_Id AS Year\n"),
      ("from t |> limit 10%", "FROM t\n|> LIMIT 10%\n"),
      ("select t . a, x is not null", "SELECT t.a, x IS NOT NULL\n"),
    ])
  func layout(text: String, expected: String) throws {
    #expect(try QueryFormatter.format(text) == expected)
    #expect(try QueryFormatter.format(expected) == expected)
  }

  @Test("Lists and conditions break where a line would be too long")
  func longLines() throws {
    let name = String(repeating: "long", count: 10)
    let text = """
      from t |> select \(name)1, \(name)2, \(name)3 |> where \(name)1 and \(name)2 or \(name)3
      |> extend case when \(name)1 then \(name)2 else \(name)3 end as x
      """
    let layout = """
      FROM t
      |> SELECT
           \(name)1,
           \(name)2,
           \(name)3
      |> WHERE \(name)1 AND \(name)2
           OR \(name)3
      |> EXTEND CASE
           WHEN \(name)1 THEN \(name)2
           ELSE \(name)3
         END AS x

      """
    #expect(try QueryFormatter.format(text) == layout)
    #expect(try QueryFormatter.format(layout) == layout)
  }

  @Test("Comments stay beside what they stood at")
  func comments() throws {
    let text = """
      -- head

      /* first */ select a -- one
        , b /* two */ + 1
      -- three
      from t /* four */ ; -- five

      # six
      from u |> -- seven
      where x -- eight
      -- nine
      """
    let layout = """
      -- head

      /* first */ SELECT
        a, -- one
        b /* two */ + 1
      -- three
      FROM t; /* four */ -- five

      # six
      FROM u
      |> -- seven
         WHERE x -- eight
      -- nine

      """
    #expect(try QueryFormatter.format(text) == layout)
    #expect(try QueryFormatter.format(layout) == layout)
  }

  @Test("A layout is stable and changes no token", arguments: AcceptedStatements.all)
  func acceptedQueries(text: String) throws {
    let layout = try QueryFormatter.format(text)
    #expect(QueryFormatter.haveSameTokens(text, layout))
    #expect(try QueryFormatter.format(layout) == layout)
    // Not only the fallback: a text of one line is laid out.
    #expect(layout == "" || layout.hasSuffix("\n"))
  }

  @Test("A text that is no statement is refused with its place")
  func refusal() {
    #expect(throws: Diagnostic.self) { try QueryFormatter.format("SELECT (1;") }
  }
}
