import KhoiData
import KhoiText
import Testing

@testable import KhoiFunctions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct `Vietnamese order` {
  private func lines(_ name: String, file: String = #filePath) -> [String] {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let path = folder.joined(separator: "/") + "/Vectors/" + name
    guard let stream = fopen(path, "r") else { return [] }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&part, 1, part.count, stream)
      if count <= 0 { break }
      bytes += part[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).split { $0.isNewline }.map(String.init)
  }

  /// The cells of a line of CSV; those in quotes hold commas and no quotes.
  private func cells(_ line: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    for sign in line {
      if sign == "\"" {
        isQuoted.toggle()
      } else if sign == ",", !isQuoted {
        cells.append("")
      } else {
        cells[cells.count - 1].append(sign)
      }
    }
    return cells
  }

  private func key(_ text: String, _ style: VietnameseOrder.Style = .standard) -> [UInt8] {
    var order = VietnameseOrder(style)
    var output: [UInt8] = []
    Array(text.utf8).withUnsafeBufferPointer { order.append($0, to: &output) }
    return output
  }

  private func sign(_ left: [UInt8], _ right: [UInt8]) -> Int {
    left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
  }

  @Test func `three thousand texts in the order of CLDR`() {
    let texts = lines("collation-sorted-vi-3000.txt")
    #expect(texts.count > 2900)
    for (before, after) in zip(texts, texts.dropFirst()) {
      #expect(sign(key(before), key(after)) <= 0, "\(before) | \(after)")
    }
  }

  @Test func `pairs compare as in CLDR`() {
    let rows = lines("collation-pairs-vi.csv").dropFirst()
    #expect(rows.count > 1900)
    for row in rows {
      let cells = cells(row)
      #expect(cells.count == 3)
      #expect(sign(key(cells[0]), key(cells[1])) == Int(cells[2]), "\(row)")
    }
  }

  @Test func `numbers by size and texts syllable by syllable`() {
    let rows = lines("collation-order.csv").dropFirst().map(cells)
    #expect(rows.count > 50)
    for (column, style) in [(1, VietnameseOrder.Style.standard), (2, .numeric), (3, .dictionary)] {
      for (before, after) in zip(rows, rows.dropFirst()) {
        #expect(
          sign(key(before[column], style), key(after[column], style)) <= 0,
          "\(style): \(before[column]) | \(after[column])")
      }
    }
  }
}
