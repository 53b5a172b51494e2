package import EdgeIR

extension FloatTensor {
  /// Convolution by im2col and SGEMM: `self` is `[N, H, W, C]`, `weights`
  /// `[O, KH, KW, C / groups]`, `bias` `[O]` or nil.
  package func convolved(
    _ weights: FloatTensor, bias: FloatTensor?, window: Window2D, groups: Int
  ) -> FloatTensor {
    let (batches, channels) = (shape[0], shape[3])
    let outChannels = weights.shape[0]
    let (inGroup, outGroup) = (channels / groups, outChannels / groups)
    let taps = window.kernelHeight * window.kernelWidth
    let pixels = window.outHeight * window.outWidth
    var result = FloatTensor(shape: [batches, window.outHeight, window.outWidth, outChannels])
    for batch in 0..<batches {
      for group in 0..<groups {
        let columns = patches(
          batch: batch, channels: group * inGroup..<(group + 1) * inGroup, window: window)
        let first = group * outGroup * taps * inGroup
        let filter = Array(weights.values[first..<first + outGroup * taps * inGroup])
        let product = multiplyTransposed(
          columns, filter, rows: pixels, columns: outGroup, depth: taps * inGroup)
        for pixel in 0..<pixels {
          for o in 0..<outGroup {
            let channel = group * outGroup + o
            result.values[(batch * pixels + pixel) * outChannels + channel] =
              product[pixel * outGroup + o] + (bias?.values[channel] ?? 0)
          }
        }
      }
    }
    return result
  }

  /// The windows over one image, one a row: `outHeight * outWidth` rows of taps times channels;
  /// taps outside the image are 0.
  private func patches(batch: Int, channels: Range<Int>, window: Window2D) -> [Float] {
    let depth = window.kernelHeight * window.kernelWidth * channels.count
    var rows = [Float](repeating: 0, count: window.outHeight * window.outWidth * depth)
    let image = batch * window.inHeight * window.inWidth
    for y in 0..<window.outHeight {
      for x in 0..<window.outWidth {
        let row = (y * window.outWidth + x) * depth
        window.forEachTap(y: y, x: x) { tap, input in
          let source = (image + input) * shape[3] + channels.lowerBound
          for c in 0..<channels.count {
            rows[row + tap * channels.count + c] = values[source + c]
          }
        }
      }
    }
    return rows
  }

  /// Depthwise convolution: `weights` is `[1, KH, KW, C * multiplier]`.
  package func depthwiseConvolved(
    _ weights: FloatTensor, bias: FloatTensor?, window: Window2D, multiplier: Int
  ) -> FloatTensor {
    let channels = shape[3]
    let outChannels = channels * multiplier
    return mapWindows(window, outChannels: outChannels) { channel, taps in
      taps.reduce(bias?.values[channel] ?? 0) { sum, tap in
        sum + values[tap.input * channels + channel / multiplier]
          * weights.values[tap.tap * outChannels + channel]
      }
    }
  }

  /// Mean of each window's taps inside the image.
  package func averagePooled(_ window: Window2D) -> FloatTensor {
    mapWindows(window, outChannels: shape[3]) { channel, taps in
      taps.reduce(0) { $0 + values[$1.input * shape[3] + channel] } / Float(max(taps.count, 1))
    }
  }

  /// Largest of each window's taps inside the image.
  package func maxPooled(_ window: Window2D) -> FloatTensor {
    mapWindows(window, outChannels: shape[3]) { channel, taps in
      taps.reduce(-Float.infinity) { max($0, values[$1.input * shape[3] + channel]) }
    }
  }

  private typealias Tap = (tap: Int, input: Int)

  /// Computes every output value from the taps of its window; `input` counts pixels over the whole
  /// batch.
  private func mapWindows(
    _ window: Window2D, outChannels: Int, _ value: (_ channel: Int, _ taps: [Tap]) -> Float
  ) -> FloatTensor {
    var result = FloatTensor(shape: [shape[0], window.outHeight, window.outWidth, outChannels])
    var next = 0
    for batch in 0..<shape[0] {
      let image = batch * window.inHeight * window.inWidth
      for y in 0..<window.outHeight {
        for x in 0..<window.outWidth {
          var taps: [Tap] = []
          window.forEachTap(y: y, x: x) { taps.append(($0, image + $1)) }
          for channel in 0..<outChannels {
            result.values[next] = value(channel, taps)
            next += 1
          }
        }
      }
    }
    return result
  }
}
