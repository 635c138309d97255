import KhoiData
import KhoiFunctions
import KhoiText

extension ExpressionNode {
  /// The values for every row of a chunk that is not empty.
  func evaluate(_ chunk: Chunk, _ context: EvaluationContext) throws(Diagnostic) -> Vector {
    switch self {
    case .column(let position): return chunk[position]
    case .constant(let vector): return vector.slice(0, chunk.count)
    case .call(let call): return try call.evaluate(chunk, context)
    case .cast(let operand, let type, let isTry, let range):
      let value = try operand.evaluate(chunk, context)
      do throws(Diagnostic) {
        return try Cast.evaluate(value, to: type, isTry: isTry)
      } catch {
        throw error.located(at: range)
      }
    case .and(let operands): return try Self.fold(operands, chunk, context, isAnd: true)
    case .or(let operands): return try Self.fold(operands, chunk, context, isAnd: false)
    case .not(let operand): return Logic.not(try operand.evaluate(chunk, context).asBoolean)
    case .isNull(let operand): return try operand.evaluate(chunk, context).nullFlags
    case .caseWhen(let branches): return try branches.evaluate(chunk, context)
    case .inList(let operand, let list):
      return list.evaluate(try operand.evaluate(chunk, context))
    case .lambda(let call): return try call.evaluate(chunk, context)
    }
  }

  /// The values for some rows.
  func evaluate(
    _ chunk: Chunk, rows: Buffer<UInt32>, _ context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    var columns: Set<Int> = []
    collectColumns(into: &columns)
    return try evaluate(chunk.gathering(columns.sorted(), at: rows), context)
  }

  /// AND or OR of all operands; one that can fail sees only the rows that the others leave open.
  private static func fold(
    _ operands: [ExpressionNode], _ chunk: Chunk, _ context: EvaluationContext, isAnd: Bool
  ) throws(Diagnostic) -> Vector {
    var result: Vector?
    for operand in operands {
      guard let known = result else {
        result = try operand.evaluate(chunk, context).asBoolean
        continue
      }
      if !operand.canFail {
        let value = try operand.evaluate(chunk, context).asBoolean
        result = isAnd ? Logic.and(known, value) : Logic.or(known, value)
        continue
      }
      let decided = Logic.selection(of: isAnd ? Logic.not(known) : known)
      if decided.count == chunk.count { return known }
      let value: Vector
      if decided.count == 0 {
        value = try operand.evaluate(chunk, context).asBoolean
      } else {
        let open = Selection.complement(of: decided, count: chunk.count)
        let part = try operand.evaluate(chunk, rows: open, context).asBoolean
        let neutral = Vector(constant: .boolean(isAnd), count: decided.count)
        value = Vector.scattering(
          [(open, part), (decided, neutral)], count: chunk.count, type: .boolean)
      }
      result = isAnd ? Logic.and(known, value) : Logic.or(known, value)
    }
    return result ?? Vector(constant: .boolean(isAnd), count: chunk.count)
  }
}

extension ExpressionNode.Call {
  func evaluate(_ chunk: Chunk, _ context: EvaluationContext) throws(Diagnostic) -> Vector {
    var values: [Vector] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments { values.append(try argument.evaluate(chunk, context)) }
    do throws(Diagnostic) {
      return try overload.call(arguments: values, count: chunk.count, context: context)
    } catch {
      throw error.located(at: range)
    }
  }
}

extension ExpressionNode.Case {
  /// Each branch runs on the rows that no branch before it took.
  func evaluate(_ chunk: Chunk, _ context: EvaluationContext) throws(Diagnostic) -> Vector {
    var parts: [(rows: Buffer<UInt32>, values: Vector)] = []
    /// Rows of the chunk that are still open; nil for all.
    var open: Buffer<UInt32>?
    for branch in branches {
      let condition: Vector
      if let open {
        condition = try branch.condition.evaluate(chunk, rows: open, context)
      } else {
        condition = try branch.condition.evaluate(chunk, context)
      }
      let taken = Logic.selection(of: condition.asBoolean)
      if taken.count == 0 { continue }
      if taken.count == chunk.count {
        return try branch.value.evaluate(chunk, context).typed(type)
      }
      let rows = open?.gather(taken) ?? taken
      parts.append((rows, try branch.value.evaluate(chunk, rows: rows, context)))
      let openCount = open?.count ?? chunk.count
      if taken.count == openCount {
        return Vector.scattering(parts, count: chunk.count, type: type)
      }
      let left = Selection.complement(of: taken, count: openCount)
      open = open?.gather(left) ?? left
    }
    guard let open else { return try otherwise.evaluate(chunk, context).typed(type) }
    parts.append((open, try otherwise.evaluate(chunk, rows: open, context)))
    return Vector.scattering(parts, count: chunk.count, type: type)
  }
}

extension Vector {
  /// The vector, where a bare NULL has become one of the type.
  func typed(_ type: LogicalType) -> Vector {
    self.type == .null && type != .null ? Vector(nulls: type, count: count) : self
  }

  /// The vector as truth values.
  var asBoolean: Vector { typed(.boolean) }

  /// For each row whether it is null.
  var nullFlags: Vector {
    if isConstant { return Vector(constant: .boolean(isNull(0)), count: count) }
    guard let validity else { return Vector(constant: .boolean(false), count: count) }
    return Vector(.boolean, .boolean(validity.nullBytes), count: count)
  }
}

extension Vector {
  /// The rows that are null.
  var nullRows: Buffer<UInt32> { Logic.selection(of: nullFlags) }
}
