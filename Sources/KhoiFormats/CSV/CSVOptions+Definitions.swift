/// The named arguments of `read_csv`, in the order help shows them.
extension CSVOptions {
  static let definitions: [FormatOption] =
    signs + columnOptions + values + sheetOptions
    + FileColumns.definitions

  private static let signs: [FormatOption] = [
    FormatOption(
      "delim", aliases: ["sep", "delimiter"], .text,
      help: "what separates fields, one to four bytes; found out among , ; tab and | otherwise",
      example: "delim => ';'"),
    FormatOption(
      "quote", .text, help: "what quotes fields; empty for nothing", example: "quote => '\"'"),
    FormatOption(
      "escape", .text, help: "what makes a quote inside quotes a plain one; empty for nothing",
      example: "escape => '\\'"),
    FormatOption(
      "comment", .text, help: "what follows this in a line is left out", example: "comment => '#'"),
    FormatOption(
      "new_line", .text, help: "the only line end that counts: '\\n', '\\r\\n' or '\\r'",
      example: "new_line => '\\n'"),
    FormatOption(
      "strict_mode", .boolean,
      help: "true refuses what breaks RFC 4180, false reads it as well as possible",
      example: "strict_mode => false"),
    FormatOption(
      "rfc_compliant", .boolean, help: "the same as strict_mode => true",
      example: "rfc_compliant => true"),
    FormatOption(
      "auto_detect", .boolean, help: "whether to find out what is not said",
      example: "auto_detect => false"),
    FormatOption(
      "header", .text, help: "whether the first row holds names: true, false or 'auto'",
      example: "header => false"),
    FormatOption("skip", .integer, help: "lines to leave out at the start", example: "skip => 2"),
    FormatOption(
      "ragged", .text,
      help: "rows with too many or too few fields: error, pad, truncate or reject",
      example: "ragged => 'pad'"),
    FormatOption(
      "null_padding", .boolean, help: "fill missing fields at the end of rows with NULL",
      example: "null_padding => true"),
    FormatOption(
      "ignore_errors", .boolean, help: "leave out rows that cannot be read",
      example: "ignore_errors => true"),
    FormatOption(
      "max_line_size", aliases: ["maximum_line_size"], .integer, help: "longest row in bytes",
      example: "max_line_size => 2097152"),
    FormatOption(
      "sample_size", .integer, help: "rows that decide the types; -1 for all, as by default",
      example: "sample_size => -1"),
  ]

  private static let columnOptions: [FormatOption] = [
    FormatOption(
      "names", aliases: ["column_names"], .texts, help: "names of the columns",
      example: "names => ['a', 'b']"),
    FormatOption(
      "types", aliases: ["dtypes", "column_types"], .types,
      help: "types of some columns, by name or in order",
      example: "types => {'code': 'VARCHAR'}"),
    FormatOption(
      "columns", .types, help: "names and types of all columns",
      example: "columns => {'id': 'BIGINT', 'name': 'VARCHAR'}"),
    FormatOption(
      "all_varchar", aliases: ["all_text"], .boolean, help: "read every column as text",
      example: "all_varchar => true"),
    FormatOption(
      "auto_type_candidates", .texts, help: "the types that may be found",
      example: "auto_type_candidates => ['BIGINT', 'VARCHAR']"),
    FormatOption(
      "force_not_null", .texts, help: "columns whose empty fields are the empty text",
      example: "force_not_null => ['note']"),
    FormatOption(
      "normalize_names", aliases: ["clean_names"], .boolean,
      help: "make names of columns plain identifiers",
      example: "normalize_names => true"),
    FormatOption(
      "union_by_name", .boolean, help: "match the columns of several files by name",
      example: "union_by_name => true"),
    FormatOption(
      "fills_table", .boolean, help: "whether a header repeats the names in columns",
      example: "fills_table => true"),
  ]

  private static let values: [FormatOption] = [
    FormatOption(
      "null", aliases: ["nullstr", "null_values", "nulls", "na_values"], .texts,
      help: "texts that stand for NULL, in all columns or by column",
      example: "null => {'plan': ['-', 'NA']}"),
    FormatOption(
      "allow_quoted_nulls", .boolean, help: "whether a field in quotes can be NULL",
      example: "allow_quoted_nulls => false"),
    FormatOption(
      "decimal", aliases: ["decimal_separator"], .text, help: "what separates decimals: . or ,",
      example: "decimal => ','"),
    FormatOption(
      "thousands", .text, help: "what separates thousands in numbers", example: "thousands => ','"),
    FormatOption(
      "locale", .text,
      help: "how numbers and dates are written where they do not say: vi (1.234,5), us or auto",
      example: "locale => 'vi'"),
    FormatOption(
      "numbers", .text,
      help: "plain reads only numbers as programs write them, not 74.958 or 2,5 tỷ; else auto",
      example: "numbers => 'plain'"),
    FormatOption(
      "dateformat", aliases: ["date_format"], .text, help: "how days are written",
      example: "dateformat => '%d/%m/%Y'"),
    FormatOption(
      "timestampformat", aliases: ["timestamp_format"], .text, help: "how moments are written",
      example: "timestampformat => '%d/%m/%Y %H:%M'"),
    FormatOption(
      "encoding", .text, help: FormatOption.encodingHelp, example: "encoding => 'windows-1258'"),
    .fixDefinition,
    Compression.reading,
    FormatOption(
      "files_to_sniff", .integer, help: "files that decide the types of all; -1 for all",
      example: "files_to_sniff => -1"),
    FormatOption(
      "buffer_size", .integer, help: "bytes that one worker reads at a time",
      example: "buffer_size => 1000000"),
    FormatOption(
      "parallel", .boolean, help: "accepted; khoi reads on all cores anyway",
      example: "parallel => true"),
  ]
}
