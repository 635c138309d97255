import KhoiText

/// The wording of what functions can find wrong with JSON.
extension Diagnostic {
  static func malformedJSON(_ text: String) -> Diagnostic {
    let shown = text.count > 60 ? String(text.prefix(57)) + "..." : text
    return Diagnostic(
      .runtime, "malformed-json", "'\(shown)' is not JSON",
      notes: ["json_valid tells beforehand; TRY_CAST(… AS JSON) gives NULL instead"])
  }

  static func badJSONPath(_ text: String) -> Diagnostic {
    Diagnostic(
      .runtime, "json-path", "'\(text)' is not a path in JSON",
      notes: ["a path looks like $.key[0].key, or /key/0/key"])
  }

  static func jsonObjectPairs() -> Diagnostic {
    Diagnostic(.runtime, "json-object-pairs", "json_object takes keys and values in pairs")
  }

  static func jsonNullKey() -> Diagnostic {
    Diagnostic(.runtime, "json-null-key", "a key of a JSON object must not be NULL")
  }
}
