import KhoiData

/// Count and sums of values and of their products, for variance, covariance and correlation.
///
/// The sums carry 32 digits, so that the textbook formulas, which cancel catastrophically in
/// doubles, come out right and the same however the rows were divided.
struct Moments: BitwiseCopyable {
  var count: Int64 = 0
  var x = DoubleDouble(0)
  var xx = DoubleDouble(0)
  var y = DoubleDouble(0)
  var yy = DoubleDouble(0)
  var xy = DoubleDouble(0)

  @inline(__always)
  mutating func add(_ value: Double) {
    count &+= 1
    x.add(value)
    xx.addProduct(value, value)
  }

  @inline(__always)
  mutating func add(_ value: Double, _ other: Double) {
    add(value)
    y.add(other)
    yy.addProduct(other, other)
    xy.addProduct(value, other)
  }

  mutating func add(_ other: Moments) {
    count &+= other.count
    x.add(other.x)
    xx.add(other.xx)
    y.add(other.y)
    yy.add(other.yy)
    xy.add(other.xy)
  }

  /// The sum of the squared distances of x from its mean.
  var squaredX: Double { spread(x, xx) }
  /// The sum of the squared distances of y from its mean.
  var squaredY: Double { spread(y, yy) }
  /// The sum of the products of both distances.
  var product: Double { (xy - x * y / Double(count)).value }

  private func spread(_ sum: DoubleDouble, _ squares: DoubleDouble) -> Double {
    if count < 2 { return 0 }
    let rest = (squares - sum * sum / Double(count)).value
    // What rounding leaves of equal values is no spread; NaN stays.
    let noise = squares.value * Double(count) * 5e-32
    return rest.isFinite && rest <= noise ? 0 : rest
  }
}
