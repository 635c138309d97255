/// `LIKE` for names of tables, without regard to case.
enum NamePattern {
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let letters = Array(name.lowercased())
    let wanted = Array(pattern.lowercased())
    var place = 0
    var position = 0
    var star: (place: Int, position: Int)?
    while place < letters.count {
      if position < wanted.count, wanted[position] == "%" {
        star = (place, position)
        position += 1
      } else if position < wanted.count,
        wanted[position] == "_" || wanted[position] == letters[place]
      {
        place += 1
        position += 1
      } else if let last = star {
        star = (last.place + 1, last.position)
        place = last.place + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return wanted[position...].allSatisfy { $0 == "%" }
  }
}
