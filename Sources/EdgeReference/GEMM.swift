private import CEdgeBLAS

/// `C = A * transpose(B)`, row-major: A is `rows x depth`, B `columns x depth`, C `rows x columns`.
///
/// One call of BLAS's SGEMM.
package func multiplyTransposed(
  _ a: [Float], _ b: [Float], rows: Int, columns: Int, depth: Int
) -> [Float] {
  precondition(a.count == rows * depth && b.count == columns * depth)
  var c = [Float](repeating: 0, count: rows * columns)
  cblas_sgemm(
    CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(columns), Int32(depth), 1, a,
    Int32(depth), b, Int32(depth), 0, &c, Int32(columns))
  return c
}
