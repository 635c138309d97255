extension LogicalPlan {
  /// One row for each element of lists: the input row and the elements at one place of each list.
  ///
  /// A shorter list gives NULL. A row whose lists are all empty or NULL gives no row, or with
  /// `keepsEmpty` one whose elements are NULL.
  package struct Unnest: Sendable {
    package var input: LogicalPlan
    /// One per column of elements.
    package var lists: [BoundExpression]
    package var elements: [PlanColumn]
    /// The place of the element, from `firstPlace`.
    package var place: PlanColumn?
    package var firstPlace: Int64
    package var keepsEmpty: Bool

    package init(
      input: LogicalPlan, lists: [BoundExpression], elements: [PlanColumn],
      place: PlanColumn? = nil, firstPlace: Int64 = 1, keepsEmpty: Bool = false
    ) {
      self.input = input
      self.lists = lists
      self.elements = elements
      self.place = place
      self.firstPlace = firstPlace
      self.keepsEmpty = keepsEmpty
    }

    /// The columns that the node adds to those of its input.
    package var added: [PlanColumn] { elements + (place.map { [$0] } ?? []) }
  }
}
