import CEdgeKernels
import EdgeTestSupport

extension KernelGenerator {
  static func batchMatMul(_ random: inout SeededGenerator) -> KernelCase {
    let images = random.int(1...3)
    let (rows, depth, columns) = (random.int(1...5), random.int(1...20), random.int(1...12))
    let transposes = [random.oneIn(2), random.oneIn(2)]
    let counts = [images, random.oneIn(2) ? 1 : images].shuffled(using: &random)
    let (zeroPoint1, zeroPoint2) = (random.zeroPoint(), random.zeroPoint())
    let stage = OutputStage(offset: random.zeroPoint())
    let multiplier = Multiplier.random(shifts: -10...(-5), using: &random)
    let params = er_batch_matmul_s8_params(
      rows: Int32(rows), depth: Int32(depth), columns: Int32(columns),
      transposed1: transposes[0] ? 1 : 0, transposed2: transposes[1] ? 1 : 0,
      offset1: -zeroPoint1, offset2: -zeroPoint2, multiplier: multiplier.q31,
      shift: multiplier.shift, output_offset: stage.offset)
    let a = random.matrices(counts[0], rows, depth, isTransposed: transposes[0])
    let b = random.matrices(counts[1], depth, columns, isTransposed: transposes[1])
    let output = Shape(images: images, height: rows, width: 1, channels: columns)
    let rowsOfA = { (row: Int) in
      transposes[0] ? row / rows * depth..<(row / rows + 1) * depth : row..<row + 1
    }
    let height = b.shape.height
    let rowsOfB = { (row: Int) in row / rows * height..<(row / rows + 1) * height }
    var operands = [Operand(a, rows: rowsOfA), Operand(b, rows: rowsOfB)]
    for index in 0..<2 where counts[index] < images { operands[index].repeats = true }
    return KernelCase(
      operands: operands, output: output, params: bytes(of: params),
      scratchBytes: 4 * (depth + columns)
    ) {
      var result = FeatureMap(output, filledWith: 0)
      FeatureMap.forEachPosition(in: output) { image, m, _, n in
        let (imageA, imageB) = (counts[0] == 1 ? 0 : image, counts[1] == 1 ? 0 : image)
        let sum = (0..<depth).reduce(Int32(0)) { sum, k in
          let left = transposes[0] ? a[imageA, k, 0, m] : a[imageA, m, 0, k]
          let right = transposes[1] ? b[imageB, n, 0, k] : b[imageB, k, 0, n]
          return sum + (Int32(left) - zeroPoint1) * (Int32(right) - zeroPoint2)
        }
        result[image, m, 0, n] = stage(sum, multiplier)
      }
      return result
    }
  }
}

extension SeededGenerator {
  fileprivate mutating func matrices(
    _ count: Int, _ rows: Int, _ columns: Int, isTransposed: Bool
  ) -> FeatureMap {
    FeatureMap(
      Shape(
        images: count, height: isTransposed ? columns : rows, width: 1,
        channels: isTransposed ? rows : columns), using: &self)
  }
}
