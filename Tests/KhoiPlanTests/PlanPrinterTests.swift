import KhoiData
import KhoiPlan
import Testing

@Suite struct PlanPrinterTests {
  @Test func `large counts have commas`() {
    #expect(PlanPrinter.grouped(1_234_567) == "1,234,567")
    #expect(PlanPrinter.grouped(12) == "12")
  }
}
