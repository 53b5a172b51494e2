package import EdgeIR

/// An operand as the buffer of `tensor` holds it.
package struct Site: Hashable, Sendable {
  package var tensor: TensorID
  package var operand: Operand
}

/// A tensor that an operand cannot see where it is kept.
struct OutOfSight: Error {
  var tensor: TensorID
}

extension Storage {
  /// The views that show `operand`, which sees `tensor` as if it had a buffer of its own: one, or
  /// several side by side along channels.
  func sites(of operand: Operand, in tensor: TensorID, _ graph: Graph) throws(OutOfSight) -> [Site]
  {
    switch homes[tensor.index] {
    case .own:
      return [Site(tensor: tensor, operand: operand)]
    case .part(let whole, let blocks):
      guard let moved = operand.moved(into: blocks) else { throw OutOfSight(tensor: tensor) }
      return try sites(of: moved, in: whole, graph)
    case .stitched(let parts, let blocks):
      let pixel = graph[tensor].type.bytes / blocks
      var (sites, start): ([Site], Int) = ([], 0)
      for part in parts {
        let bytes = graph[part].type.bytes / blocks
        guard let seen = operand.cut(start..<start + bytes, of: pixel) else {
          throw OutOfSight(tensor: tensor)
        }
        start += bytes
        if let seen { sites += try self.sites(of: seen, in: part, graph) }
      }
      return sites
    case .outside:
      throw OutOfSight(tensor: tensor)
    }
  }
}

extension Operand {
  /// The same bytes once the tensor is part of another; nil where a view cannot say so: each of its
  /// strides leads from block to block or stays within one.
  fileprivate func moved(into blocks: Storage.Blocks) -> Operand? {
    if blocks.own == blocks.whole {
      var moved = self
      moved.offsetBytes += blocks.start
      return moved
    }
    var reach = offsetBytes % blocks.own + channels
    var moved = self
    for (count, stride) in [(width, \Operand.pixelBytes), (rows, \Operand.rowBytes)] {
      if self[keyPath: stride] % blocks.own == 0 {
        moved[keyPath: stride] = self[keyPath: stride] / blocks.own * blocks.whole
      } else {
        reach += (count - 1) * self[keyPath: stride]
      }
    }
    guard reach <= blocks.own else { return nil }
    moved.offsetBytes =
      offsetBytes / blocks.own * blocks.whole + blocks.start + offsetBytes % blocks.own
    return moved
  }

  /// The channels that lie in `range` of every pixel of `pixel` bytes, as an operand of a tensor
  /// that has only those; an inner nil where there are none, an outer one where pixels are not
  /// such.
  fileprivate func cut(_ range: Range<Int>, of pixel: Int) -> Operand?? {
    let first = offsetBytes % pixel
    guard first + channels <= pixel, width == 1 || pixelBytes % pixel == 0,
      rows == 1 || rowBytes % pixel == 0
    else { return nil }
    let common = (first..<first + channels).clamped(to: range)
    guard !common.isEmpty else { return .some(nil) }
    var part = self
    part.offsetBytes = offsetBytes / pixel * range.count + common.lowerBound - range.lowerBound
    part.pixelBytes = pixelBytes / pixel * range.count
    part.rowBytes = rowBytes / pixel * range.count
    part.channels = common.count
    return part
  }
}
