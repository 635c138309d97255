import KhoiData

/// A number as the unevaluated sum of two doubles: some 32 decimal digits.
///
/// The error-free additions are Knuth's two-sum (TAOCP volume 2, 4.2.2) and, for products, one
/// fused multiply-add.
struct DoubleDouble: BitwiseCopyable {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// Adds a double; what rounding loses goes to `low`.
  @inline(__always)
  mutating func add(_ value: Double) {
    let sum = high + value
    let part = sum - high
    low += (high - (sum - part)) + (value - part)
    high = sum
  }

  @inline(__always)
  mutating func add(_ other: DoubleDouble) {
    add(other.high)
    low += other.low
  }

  /// Adds a product exactly.
  @inline(__always)
  mutating func addProduct(_ left: Double, _ right: Double) {
    let product = left * right
    low += (-product).addingProduct(left, right)
    add(product)
  }

  /// The double next to it; after an infinity the small part means nothing.
  var value: Double { high.isFinite && low.isFinite ? high + low : high }

  static func * (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    var product = DoubleDouble(0)
    product.addProduct(left.high, right.high)
    product.add(left.high * right.low)
    product.add(left.low * right.high)
    return product
  }

  static func / (left: DoubleDouble, right: Double) -> DoubleDouble {
    let quotient = left.value / right
    let product = quotient * right
    let error = (-product).addingProduct(quotient, right)
    return DoubleDouble(quotient, (left.high - product - error + left.low) / right)
  }

  static func - (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    var difference = left
    difference.add(-right.high)
    difference.low -= right.low
    return difference
  }
}

/// Sums and counts of doubles per group.
///
/// Sums carry what rounding loses along, so that they come out the same, to the last digit printed,
/// whichever way the rows were divided among threads.
final class DoubleSums {
  private struct Slot: BitwiseCopyable {
    var sum = DoubleDouble(0)
    var count: Int64 = 0
  }

  private let slots = Accumulators<Slot>(initial: Slot())

  func reserve(_ count: Int) { slots.reserve(count) }

  var byteCount: Int { slots.byteCount }

  func add(_ vector: Vector, groups: Buffer<UInt32>, count: Int) {
    if vector.isConstantNull { return }
    let flat = vector.flattened()
    let source = unsafe flat.float64s.base
    let places = unsafe groups.base
    let slots = unsafe slots.base
    forEachValid(flat.validity, count: count) { row in
      let group = unsafe Int(places[row])
      unsafe slots[group].sum.add(source[row])
      unsafe slots[group].count &+= 1
    }
  }

  /// Adds every row to group 0, in four sums that do not wait for each other.
  func addAll(_ vector: Vector, count: Int) {
    if vector.isConstantNull || count == 0 { return }
    let flat = vector.flattened()
    let source = unsafe flat.float64s.base
    var slot = slots[0]
    if let validity = flat.validity {
      forEachValid(validity, count: count) { unsafe slot.sum.add(source[$0]) }
      slot.count += Int64(validity.validCount)
    } else {
      var (first, second, third, fourth) = (
        DoubleDouble(0), DoubleDouble(0), DoubleDouble(0), DoubleDouble(0)
      )
      var row = 0
      while row &+ 4 <= count {
        unsafe first.add(source[row])
        unsafe second.add(source[row &+ 1])
        unsafe third.add(source[row &+ 2])
        unsafe fourth.add(source[row &+ 3])
        row &+= 4
      }
      while row < count {
        unsafe first.add(source[row])
        row &+= 1
      }
      first.add(second)
      third.add(fourth)
      first.add(third)
      slot.sum.add(first)
      slot.count += Int64(count)
    }
    slots[0] = slot
  }

  func combine(_ other: DoubleSums, groups: Buffer<UInt32>) {
    for group in 0..<groups.count {
      let target = Int(groups[group])
      slots[target].sum.add(other.slots[group].sum)
      slots[target].count += other.slots[group].count
    }
  }

  func count(_ group: Int) -> Int64 { slots[group].count }
  func sum(_ group: Int) -> Double { slots[group].sum.value }
}
