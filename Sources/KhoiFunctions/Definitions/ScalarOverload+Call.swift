package import KhoiData
package import KhoiText

extension ScalarOverload {
  /// Computes the function for `count` rows of arguments that have the parameters' types, in any
  /// form: the one way in for the executor.
  ///
  /// Constants are computed once, a constant NULL decides at once where NULLs propagate, and a
  /// function of one text column in codes runs once per entry of the dictionary. What is left goes
  /// to the kernel.
  package func call(
    arguments: [Vector], count: Int, context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    let type = resultType(of: arguments.map(\.type))
    if count == 0 { return Vector(nulls: type, count: 0) }
    if !arguments.isEmpty, arguments.allSatisfy(\.isConstant) {
      let row = arguments.map { argument in
        Vector(argument.type, argument.values, validity: argument.validity, count: 1)
      }
      return try compute(row, count: 1, type: type, context: context).repeatingOnlyRow(count)
    }
    return try compute(arguments, count: count, type: type, context: context)
  }

  private func compute(
    _ arguments: [Vector], count: Int, type: LogicalType, context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    guard nullHandling == .propagates else {
      return try evaluate(prepared(arguments), count, context)
    }
    var validity: Validity?
    for argument in arguments {
      if argument.isConstantNull { return Vector(nulls: type, count: count) }
      if !argument.isConstant { validity = .and(validity, argument.validity) }
    }
    if let validity, validity.validCount == 0 { return Vector(nulls: type, count: count) }
    if !takesCodes,
      let result = try computeByEntry(arguments, count: count, type: type, context: context)
    {
      return result.restricted(to: validity)
    }
    return try evaluate(prepared(arguments), count, context).restricted(to: validity)
  }

  private func prepared(_ arguments: [Vector]) -> [Vector] {
    takesAnyForm ? arguments : arguments.map { $0.canonical() }
  }

  /// The result by way of the dictionary of the only argument that is not constant; nil where that
  /// does not apply or does not pay.
  private func computeByEntry(
    _ arguments: [Vector], count: Int, type: LogicalType, context: EvaluationContext
  ) throws(Diagnostic) -> Vector? {
    var place: Int?
    for (index, argument) in arguments.enumerated() where !argument.isConstant {
      if place != nil || argument.values.dictionary == nil { return nil }
      place = index
    }
    guard let place, let dictionary = arguments[place].values.dictionary, dictionary.count > 0
    else { return nil }
    let key = EntryResult.Key(
      overload: identity, dictionary: ObjectIdentifier(dictionary), place: place,
      constants: arguments.indices.filter { $0 != place }.map { arguments[$0][0] })
    switch context.entryResult(key, entryCount: dictionary.count, rowCount: count) {
    case .seen, .impossible: return nil
    case .ready(let result): return result.rows(arguments[place])
    case .worthwhile: break
    }
    let entries = Vector(
      arguments[place].type, .text(TextValues(views: dictionary.entries, heaps: dictionary.heaps)))
    let perEntry = arguments.indices.map { index in
      index == place ? entries : arguments[index].slice(0, dictionary.count)
    }
    do {
      let table = try evaluate(prepared(perEntry), dictionary.count, context).flattened()
      let result = EntryResult(table: table.canonical(), source: dictionary)
      context.keep(.ready(result), for: key)
      return result.rows(arguments[place])
    } catch {
      context.keep(.impossible, for: key)
      return nil
    }
  }
}

extension EntryResult {
  /// `table` has one row per entry of `source`; text results are gathered in a dictionary of their
  /// own, so that what groups or joins them can go on with codes.
  init(table: Vector, source: TextDictionary) {
    self.table = table
    self.source = source
    guard case .text(let texts) = table.values else {
      dictionary = nil
      codes = Buffer([])
      return
    }
    var distinct = TextCodeTable()
    codes = Buffer((0..<table.count).map { distinct.insert(texts.views[$0]) })
    dictionary = TextDictionary(
      entries: Buffer(distinct.entries), heaps: texts.heaps, hasUniqueEntries: true)
  }

  /// The results for rows in codes of `source`.
  func rows(_ rows: Vector) -> Vector {
    var validity: Validity?
    if let known = table.validity {
      validity = Validity(count: rows.count) { row in
        let entry = Int(rows.code(row))
        return entry < known.count && known.isValid(entry)
      }
    }
    let values =
      if let dictionary {
        rows.values.recoded(codes, dictionary)
      } else {
        rows.values.lookedUp(in: table.values)
      }
    return Vector(table.type, values, validity: validity, count: rows.count)
  }
}

extension Vector {
  /// A single row as a constant of `count` rows.
  fileprivate func repeatingOnlyRow(_ count: Int) -> Vector {
    Vector(type, values, validity: validity, count: count, isConstant: true)
  }

  /// The same values, null also where `validity` says so.
  func restricted(to validity: Validity?) -> Vector {
    guard let validity else { return self }
    let flat = flattened()
    return flat.replacing(validity: .and(flat.validity, validity))
  }

  /// The dictionary code of a row; zero for a form without codes.
  func code(_ row: Int) -> UInt32 {
    let place = place(of: row)
    return switch values {
    case .codes8(let buffer, _): UInt32(buffer[place])
    case .codes16(let buffer, _): UInt32(buffer[place])
    case .codes32(let buffer, _): buffer[place]
    default: 0
    }
  }
}
