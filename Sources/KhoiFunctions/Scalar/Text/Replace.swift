import KhoiData
import KhoiText

extension ScalarFunction {
  static let replace = ScalarFunction(
    FunctionDocumentation(
      "replace", .text, "The text with every occurrence of a part replaced.",
      examples: [FunctionExample("replace('2023-24', '-', '/')", "2023/24")]),
    overloads: [
      .texts(3, "replace") { arguments, _ in
        let source = arguments[0].textViews
        let parts = arguments[1].textViews
        let replacements = arguments[2].textViews
        return { row, output in
          unsafe source.withBytes(row) { text in
            unsafe parts.withBytes(row) { part in
              unsafe Replacement.append(text, part, replacements[row], to: &output)
            }
          }
        }
      }
    ])

  static let translate = ScalarFunction(
    FunctionDocumentation(
      "translate", .text,
      "The text with each character of one list replaced by its twin in another, or removed.",
      examples: [FunctionExample("translate('1.234,5', '.,', ',.')", "1,234.5")]),
    overloads: [
      .texts(3, "translate") { arguments, _ in
        let source = arguments[0].textViews
        let from = arguments[1].textViews
        let to = arguments[2].textViews
        return { row, output in
          let wanted = Replacement.scalars(from[row])
          let images = Replacement.scalars(to[row])
          for scalar in Replacement.scalars(source[row]) {
            if let place = wanted.firstIndex(of: scalar) {
              if place < images.count { UTF8Scan.append(images[place], to: &output) }
            } else {
              UTF8Scan.append(scalar, to: &output)
            }
          }
        }
      }
    ])

  static let reverse = ScalarFunction(
    FunctionDocumentation(
      "reverse", .text,
      "The characters in opposite order; a letter keeps its marks.",
      examples: [FunctionExample("reverse('đua')", "auđ")]),
    overloads: [
      .texts(1, "reverse") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          unsafe source.withBytes(row) { bytes in
            let ends = unsafe Graphemes.ends(bytes)
            for index in ends.indices.reversed() {
              let start = index == 0 ? 0 : ends[index - 1]
              unsafe output.append(contentsOf: bytes[start..<ends[index]])
            }
          }
        }
      }
    ])

  static let unaccent = ScalarFunction(
    FunctionDocumentation(
      "unaccent", aliases: ["strip_accents", "remove_accents"], .text,
      "The text without marks on its letters; đ becomes d.",
      examples: [FunctionExample("unaccent('Khối thi đua')", "Khoi thi dua")]),
    overloads: [
      .texts(1, "unaccent") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          unsafe source.withBytes(row) { bytes in
            var offset = 0
            while offset < bytes.count {
              unsafe Unaccented.append(UTF8Text.decode(bytes, &offset), to: &output)
            }
          }
        }
      }
    ])
}

/// Replacing parts of texts.
private enum Replacement {
  static func append(
    _ text: TextBytes, _ part: TextBytes, _ replacement: TextView, to output: inout [UInt8]
  ) {
    var place = 0
    if !part.isEmpty {
      while let found = unsafe ByteSearch.first(part, in: text, from: place) {
        unsafe output.append(contentsOf: text[place..<found])
        replacement.append(to: &output)
        place = found + part.count
        // A result beyond the limit is an error in any case; no need to finish it.
        if output.count > TextLimit.byteCount { return }
      }
    }
    unsafe output.append(contentsOf: text[place...])
  }

  static func scalars(_ view: TextView) -> [UInt32] {
    unsafe view.withBytes { bytes in
      var scalars: [UInt32] = []
      var offset = 0
      while offset < bytes.count { unsafe scalars.append(UTF8Text.decode(bytes, &offset)) }
      return scalars
    }
  }
}
