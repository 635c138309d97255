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
  var squaredX: Double { max(0, (xx - x * x / Double(count)).value) }
  /// The sum of the squared distances of y from its mean.
  var squaredY: Double { max(0, (yy - y * y / Double(count)).value) }
  /// The sum of the products of both distances.
  var product: Double { (xy - x * y / Double(count)).value }
}
