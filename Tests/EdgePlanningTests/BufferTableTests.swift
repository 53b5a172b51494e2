import EdgePlanning
import Testing

@Suite struct BufferTableTests {
  private func fault(_ text: String) -> String? {
    do throws(BufferTable.Fault) {
      _ = try BufferTable(csv: Array(text.utf8))
      return nil
    } catch {
      return "\(error.line): \(error.description)"
    }
  }

  @Test func everyColumnIsRead() throws {
    let table = try BufferTable(
      csv: Array("size,id,lower,upper,gaps,alignment,offset\r\n8,a,0,9,2-3 5-6@0:4,4,-1\n".utf8))
    #expect(table.ids == ["a"])
    #expect(
      table.problem.items == [
        AllocationItem(
          bytes: 8, alignment: 4, lifetime: 0..<9,
          gaps: [.init(lifetime: 2..<3), .init(lifetime: 5..<6, window: 0..<4)])
      ])
  }

  @Test func theLargestNumbersArePlaced() throws {
    let largest = 1 << 40
    let table = try BufferTable(
      csv: Array("id,lower,upper,size\na,0,\(largest),\(largest)\nb,1,2,3\n".utf8))
    let allocation = BranchAndBound().allocate(table.problem)
    #expect(allocation.arenaBytes == largest + 3)
  }

  @Test func fixedBuffersMayShareBytesOneAfterTheOtherOrInGaps() throws {
    for text in [
      "id,lower,upper,size,offset\na,0,2,4,0\nb,2,3,4,0\nc,0,3,4,4\n",
      "id,lower,upper,size,gaps,offset\na,0,9,4,2-4@0:2,0\nb,2,4,2,,2\n",
    ] { #expect(fault(text) == nil) }
  }

  @Test func offsetsAreAddedOrReplaced() throws {
    let free = try BufferTable(csv: Array("id,lower,upper,size\na,0,1,4\nb,0,1,4".utf8))
    #expect(free.csv(offsets: [4, 0]) == "id,lower,upper,size,offset\na,0,1,4,4\nb,0,1,4,0\n")
    let fixed = try BufferTable(csv: Array("id,offset,lower,upper,size\na,7,0,1,4\n".utf8))
    #expect(fixed.problem.items[0].fixedOffset == 7)
    #expect(fixed.csv(offsets: [7]) == "id,offset,lower,upper,size\na,7,0,1,4\n")
  }

  @Test(
    arguments: [
      ("", "1: expected a header, found an empty file"),
      (
        "id,lower,upper,size,offset\na,0,2,4,2\nc,0,9,9,-1\nb,1,2,4,0\n",
        "4: offset: shares bytes with \"a\" of line 2 while both live"
      ),
      (
        "id,lower,upper,size,gaps,offset\nb,0,9,4,2-4@1:4,0\na,2,4,2,,0\n",
        "3: offset: shares bytes with \"b\" of line 2 while both live"
      ),
      ("id,lower,upper\n", "1: expected a column \"size\", found \"id,lower,upper\""),
      ("id,lower,upper,size\na,0,1\n", "2: expected 4 values, found 3"),
      (
        "id,lower,upper,size\na,0,1,4\nb,0,1,x\n",
        "3: size: expected a number from 1 to 1099511627776, found \"x\""
      ),
      (
        "id,lower,upper,size\na,5,5,4\n",
        "2: upper: expected a number from 6 to 1099511627777, found \"5\""
      ),
      (
        "id,lower,upper,size,alignment\na,0,1,4,3\n",
        "2: alignment: expected a power of two, found 3"
      ),
      (
        "id,lower,upper,size,alignment,offset\na,0,1,4,4,6\n",
        "2: offset: expected a multiple of 4, found 6"
      ),
      (
        "id,lower,upper,size,gaps\na,0,9,4,3-12\n",
        "2: gaps: expected ranges in the order of time within the lifetime, such as \"3-5\" or "
          + "\"3-5@0:16\", found \"3-12\""
      ),
    ])
  func whatIsWrongIsSaidWithItsLine(text: String, message: String) {
    #expect(fault(text) == message)
  }
}
