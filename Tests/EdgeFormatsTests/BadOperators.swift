import EdgeFormats

extension BadModel {
  /// Attributes that make no sense.
  static let attributes: [BadModel] = [
    BadModel(
      "38 stride 0", ["\"stride\": [1, 1]" => "\"stride\": [0, 1]"],
      "17:5: node \"conv\": stride: expected 1 to 65536, found 0"),
    BadModel(
      "39 dilation 0", ["\"dilation\": [1, 1]" => "\"dilation\": [1, 0]"],
      "node \"conv\": dilation: expected 1 to 65536, found 0"),
    BadModel(
      "40 negative padding",
      ["\"same\"" => "{\"top\": -1, \"bottom\": 0, \"left\": 0, \"right\": 0}"],
      "node \"conv\": padding: expected 0 to 65536, found -1"),
    BadModel(
      "41 window larger than the image",
      ["\"window\": [2, 2]" => "\"window\": [5, 5]"],
      "node \"pool\": window: expected at most the padded input's 4 positions, found 5"),
    BadModel(
      "42 channels not divisible", ["\"groups\": 1" => "\"groups\": 3"],
      "groups: expected a divisor of 2 input and 4 output channels, found 3"),
    BadModel("42 groups 0", ["\"groups\": 1" => "\"groups\": 0"], "found 0"),
    BadModel(
      "43 multiplier",
      [
        "\"conv2d\"" => "\"depthwise_conv2d\"", "\"groups\": 1" => "\"multiplier\": 7",
        "[4, 3, 3, 2]" => "[1, 3, 3, 4]",
        "\"scales\": [0.5, 0.25, 1.0, 2.0], \"axis\": 0"
          => "\"scales\": [0.5, 0.25, 1.0, 2.0], \"axis\": 3",
      ], "node \"conv\": multiplier: expected 4 weight channels / 2 input channels, found 7"),
    BadModel(
      "44 declared shape", ["[1, 2, 2, 4]" => "[1, 2, 2, 3]"],
      "node \"pool\": declares \"pooled\" as int8 [1, 2, 2, 3]"),
    BadModel("45 axis 4 of rank 4", ["\"axis\": 3" => "\"axis\": 4"], "axis: expected -4 to 3"),
    BadModel("45 axis -5", ["\"axis\": 3" => "\"axis\": -5"], "axis: expected -4 to 3, found -5"),
    BadModel(
      "45 other extents differ", ["[\"pooled\", \"pooled\"]" => "[\"pooled\", \"stem\"]"],
      "input 1: expected shape [1, 2, 2, 4] but for axis 3"),
    BadModel(
      "46 shapes that do not broadcast", ["[\"joined\", \"joined\"]" => "[\"joined\", \"pooled\"]"],
      "node \"add\": input 1: expected a shape that broadcasts with [1, 2, 2, 8]"),
    reshape("47 reshape to another count", "[1, 2, 2, 9]"),
    reshape("47 reshape with two -1", "[-1, -1]"),
    reshape("47 reshape to extent 0", "[0, -1]"),
    BadModel(
      "48 window 0", ["\"window\": [2, 2]" => "\"window\": [0, 2]"],
      "node \"pool\": window: expected 1 to 65536, found 0"),
    BadModel("49 beta NaN", ["\"beta\": 1.0" => "\"beta\": NaN"], "expected a value, found NaN"),
    BadModel(
      "49 beta 1e39", ["\"beta\": 1.0" => "\"beta\": 1e39"],
      "node \"softmax\": attribute \"beta\": expected a number of at most"),
    BadModel(
      "54 activation min > max",
      [
        "\"groups\": 1, \"activation\": \"none\""
          => "\"groups\": 1, \"activation\": {\"min\": 2, \"max\": 1}"
      ],
      "activation: expected min <= max, found min 2.0, max 1.0"),
    BadModel(
      "unknown attribute", ["\"axis\": 3" => "\"axis\": 3, \"axes\": 3"],
      "node \"join\": concat has no attribute \"axes\"; remove it"),
    BadModel(
      "missing attribute", ["\"dilation\": [1, 1], " => ""],
      "node \"conv\": expected attribute \"dilation\", found none; add it"),
    BadModel(
      "wrong type of attribute", ["\"window\": [2, 2]" => "\"window\": [2, \"2\"]"],
      "18:114: node \"pool\": attribute \"window[1]\": expected an integer, found \"2\""),
    BadModel(
      "unknown padding", ["\"same\"" => "\"some\""],
      "node \"conv\": attribute \"padding\": expected \"same\", \"valid\" or four sides"),
  ]

  private static func reshape(_ name: String, _ shape: String) -> BadModel {
    let edits = [
      "\"softmax\", \"inputs\"" => "\"reshape\", \"inputs\"",
      "\"beta\": 1.0" => "\"shape\": \(shape)",
    ]
    return BadModel(
      name, edits,
      "node \"softmax\": shape: expected 32 elements as the input's [1, 2, 2, 8], found \(shape)")
  }

  private static func scale(_ name: String, _ scale: String) -> BadModel {
    BadModel(name, ["0.75" => scale], "tensor \"sum\": expected scales above 0")
  }

  static let quantizations: [BadModel] = [
    scale("50 scale 0", "0"),
    scale("50 scale negative", "-0.5"),
    scale("50 scale denormal", "1e-40"),
    scale("50 scale above 2^20", "1048577"),
    BadModel(
      "51 zero point 128", ["\"zeroPoint\": 0}" => "\"zeroPoint\": 128}"],
      "tensor \"sum\": expected zero points in -128...127, found 128"),
    BadModel(
      "51 zero point -129", ["\"zeroPoint\": 0}" => "\"zeroPoint\": -129}"],
      "tensor \"sum\": expected zero points in -128...127, found -129"),
    BadModel(
      "51 zero point 2^31", ["\"zeroPoint\": 0}" => "\"zeroPoint\": 2147483648}"],
      "quantization.zeroPoint: expected an integer of -2147483648 to 2147483647"),
    BadModel(
      "51 zero point of a bias",
      ["{\"scales\": [0.25, 0.125, 0.5, 1.0], \"axis\": 0}" => "{\"scale\": 1, \"zeroPoint\": 1}"],
      "tensor \"b\": expected zero point 0 for int32, found 1"),
    BadModel(
      "52 scales != channels", ["[0.5, 0.25, 1.0, 2.0]" => "[0.5, 0.25, 1.0]"],
      "tensor \"w\": expected 4 scales, one for each channel of axis 0, found 3"),
    BadModel(
      "52 axis of scales",
      ["[0.5, 0.25, 1.0, 2.0], \"axis\": 0" => "[0.5, 0.25, 1.0, 2.0], \"axis\": 4"],
      "tensor \"w\": expected a quantization axis of 0 to 3, found 4"),
    BadModel(
      "52 zero points != scales",
      [
        "[0.5, 0.25, 1.0, 2.0], \"axis\": 0"
          => "[0.5, 0.25, 1.0, 2.0], \"axis\": 0, \"zeroPoints\": [0]"
      ],
      "quantization.zeroPoints: expected 4, as many as scales, found 1"),
  ]

  /// What only the kernels' arithmetic rules out.
  static let lowerings: [BadModel] = [
    BadModel(
      "51 zero point of weights",
      [
        "[0.5, 0.25, 1.0, 2.0], \"axis\": 0"
          => "[0.5, 0.25, 1.0, 2.0], \"axis\": 0, \"zeroPoints\": [0, 1, 0, 0]"
      ],
      "weights \"w\": expected zero point 0, symmetric quantization, found 1"),
    BadModel(
      "53 scale of a bias", ["[0.25, 0.125, 0.5, 1.0]" => "[0.25, 0.125, 0.75, 1.0]"],
      "scale of bias \"b\", channel 2: expected input scale * weight scale = 0.5, found 0.75"),
  ]
}
