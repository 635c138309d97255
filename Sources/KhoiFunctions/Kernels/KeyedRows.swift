import KhoiData

/// Keys and the groups they belong to, as they come, in blocks of many rows.
///
/// Blocks of one chunk each would be so small that they come from the system's allocator, which
/// gives them back page by page after every statement and has to ask for each page again.
@safe final class KeyedRows {
  /// The keys of some rows and the groups they belong to; without groups all belong to group 0.
  struct Part: Sendable {
    let keys: Buffer<Int64>
    let groups: Buffer<UInt32>?
  }

  private static let blockSize = 1 << 16
  private var closed: [Part] = []
  /// The block that has room.
  private var open: (keys: BufferOwner, groups: BufferOwner, capacity: Int)?
  private var openCount = 0
  private var areOpenGroupsZero = true
  private(set) var byteCount = 0
  private(set) var count = 0

  func append(_ keys: Buffer<Int64>, groups: Buffer<UInt32>?) {
    if keys.count == 0 { return }
    if keys.count > (open?.capacity ?? 0) - openCount || areOpenGroupsZero != (groups == nil) {
      close()
      makeBlock(keys.count)
      areOpenGroupsZero = groups == nil
    }
    guard let open else { return }
    let target = unsafe open.keys.base.assumingMemoryBound(to: Int64.self) + openCount
    unsafe target.update(from: keys.base, count: keys.count)
    if let groups {
      let target = unsafe open.groups.base.assumingMemoryBound(to: UInt32.self) + openCount
      unsafe target.update(from: groups.base, count: keys.count)
    }
    openCount += keys.count
    count += keys.count
  }

  /// Blocks grow with what there was before.
  private func makeBlock(_ wanted: Int) {
    let capacity = max(wanted, min(Self.blockSize, max(64, count)))
    open = (
      BufferOwner(byteCount: capacity * 8), BufferOwner(byteCount: capacity * 4), capacity
    )
    byteCount += capacity * 12
  }

  private func close() {
    guard let open, openCount > 0 else { return }
    let keys = unsafe UnsafePointer(open.keys.base.assumingMemoryBound(to: Int64.self))
    let groups = unsafe UnsafePointer(open.groups.base.assumingMemoryBound(to: UInt32.self))
    closed.append(
      Part(
        keys: unsafe Buffer(owner: open.keys, base: keys, count: openCount),
        groups: areOpenGroupsZero
          ? nil : unsafe Buffer(owner: open.groups, base: groups, count: openCount)))
    self.open = nil
    openCount = 0
  }

  /// All rows so far.
  var parts: [Part] {
    close()
    return closed
  }

  /// Adds the rows of another, group `g` of it as `groups[g]`.
  func append(_ other: KeyedRows, groups: Buffer<UInt32>) {
    close()
    let isSame = (0..<groups.count).allSatisfy { Int(groups[$0]) == $0 }
    for part in other.parts {
      if isSame {
        closed.append(part)
      } else if let old = part.groups {
        closed.append(Part(keys: part.keys, groups: groups.gather(old)))
      } else {
        let first = Buffer(repeating: groups[0], count: part.keys.count)
        closed.append(Part(keys: part.keys, groups: first))
      }
    }
    count += other.count
    byteCount += other.byteCount
  }

  func removeAll() {
    closed = []
    open = nil
    openCount = 0
    count = 0
    byteCount = 0
  }
}
