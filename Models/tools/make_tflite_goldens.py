"""Writes the .tflite goldens: tiny networks, inputs of several runs in sequence, and the outputs.

Run in Models/: python -m tools.make_tflite_goldens
The outputs are TensorFlow Lite Micro's; it has no uint8 kernels any more, so the legacy network's
are those of LiteRT's reference kernels.
"""

import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from tflite_micro.python.tflite_micro import runtime

from .tflitenet import CODE, KIND, TYPE, Net, schema

FOLDER = Path(__file__).parents[2] / "Tests/ConformanceTests/Goldens"
SAME, VALID = schema.Padding.SAME, schema.Padding.VALID
RELU, RELU6 = schema.ActivationFunctionType.RELU, schema.ActivationFunctionType.RELU6
Ports = tuple[list[str], list[str]]


def conv(net: Net, y: str, x: str, scale: float, shapes: tuple, axis: int | None = 0, **options):
    """A 2D convolution of x, whose scale is `scale`; `shapes` are the weights' and the output's."""
    (out, height, width, depth), shape = shapes
    scales = net.weights(f"{y}/w", (out, height, width, depth), axis, height * width * depth)
    net.bias(f"{y}/b", out, scales * np.float32(scale))
    net.tensor(y, shape, 0.03, 4)
    table = schema.Conv2DOptionsT(**{"strideW": 1, "strideH": 1, "padding": SAME, **options})
    return net.operator(
        CODE.CONV_2D, [x, f"{y}/w", f"{y}/b"], [y], (KIND.Conv2DOptions, table), 3
    )


def depthwise(net: Net, y: str, x: str, scale: float, shapes: tuple, axis: int | None, **options):
    """A depthwise convolution, as `conv`."""
    weights, shape = shapes
    scales = net.weights(f"{y}/w", weights, axis, weights[1] * weights[2])
    net.bias(f"{y}/b", weights[3], scales * np.float32(scale))
    net.tensor(y, shape, 0.03, -11)
    table = schema.DepthwiseConv2DOptionsT(
        **{"strideW": 1, "strideH": 1, "padding": SAME, "depthMultiplier": 1, **options}
    )
    inputs = [x, f"{y}/w", f"{y}/b"]
    return net.operator(
        CODE.DEPTHWISE_CONV_2D, inputs, [y], (KIND.DepthwiseConv2DOptions, table), 3
    )


def dense(net: Net, y: str, x: str, scale: float, units: int, depth: int) -> str:
    """A fully connected layer of a single vector."""
    scales = net.weights(f"{y}/w", (units, depth), None, depth)
    net.bias(f"{y}/b", units, scales * np.float32(scale))
    net.tensor(y, (1, units), 0.04, 3)
    options = (KIND.FullyConnectedOptions, schema.FullyConnectedOptionsT())
    return net.operator(CODE.FULLY_CONNECTED, [x, f"{y}/w", f"{y}/b"], [y], options, 4)


def softmax(net: Net, y: str, x: str, shape: tuple[int, ...]) -> str:
    """Along the last axis."""
    net.tensor(y, shape, 1 / 256, -128)
    return net.operator(
        CODE.SOFTMAX, [x], [y], (KIND.SoftmaxOptions, schema.SoftmaxOptionsT(beta=1.0))
    )


def reshape(net: Net, y: str, x: str, shape: tuple[int, ...], scale: float, zero: int) -> str:
    """The same bytes under another shape."""
    net.tensor(y, shape, scale, zero)
    return net.operator(CODE.RESHAPE, [x, *net.inputs_with_constants(shape)], [y], version=1)


def residual(net: Net) -> Ports:
    """Convolution, depthwise convolution and a shortcut around it, pooled and classified."""
    net.tensor("image", (1, 9, 7, 3), 0.02, -3)
    stem = conv(
        net,
        "stem",
        "image",
        0.02,
        ((6, 3, 3, 3), (1, 5, 4, 6)),
        strideW=2,
        strideH=2,
        fusedActivationFunction=RELU6,
    )
    deep = depthwise(net, "deep", stem, 0.03, ((1, 3, 3, 6), (1, 5, 4, 6)), 3)
    wide = conv(net, "wide", deep, 0.03, ((6, 1, 1, 6), (1, 5, 4, 6)))
    net.tensor("sum", (1, 5, 4, 6), 0.04, -20)
    add = (KIND.AddOptions, schema.AddOptionsT(fusedActivationFunction=RELU))
    net.operator(CODE.ADD, [stem, wide], ["sum"], add)
    net.tensor("pooled", (1, 2, 2, 6), 0.04, -20)
    pool = schema.Pool2DOptionsT(
        padding=VALID, strideW=2, strideH=2, filterWidth=2, filterHeight=2
    )
    net.operator(CODE.AVERAGE_POOL_2D, ["sum"], ["pooled"], (KIND.Pool2DOptions, pool))
    flat = reshape(net, "flat", "pooled", (1, 24), 0.04, -20)
    dense(net, "logits", flat, 0.04, 10, 24)
    return ["image"], [softmax(net, "scores", "logits", (1, 10))]


def legacy(net: Net) -> Ports:
    """A network of the time before int8: one scale a tensor, everything uint8."""
    net.tensor("image", (1, 8, 8, 3), 0.02, -3)
    shapes = ((5, 3, 3, 3), (1, 8, 8, 5))
    stem = conv(net, "stem", "image", 0.02, shapes, None, fusedActivationFunction=RELU6)
    deep = depthwise(
        net, "deep", stem, 0.03, ((1, 3, 3, 5), (1, 4, 4, 5)), None, strideW=2, strideH=2
    )
    net.tensor("pooled", (1, 2, 2, 5), 0.03, -11)
    pool = schema.Pool2DOptionsT(
        padding=VALID, strideW=2, strideH=2, filterWidth=2, filterHeight=2
    )
    net.operator(CODE.MAX_POOL_2D, [deep], ["pooled"], (KIND.Pool2DOptions, pool))
    flat = reshape(net, "flat", "pooled", (1, 20), 0.03, -11)
    dense(net, "logits", flat, 0.03, 4, 20)
    return ["image"], [softmax(net, "scores", "logits", (1, 4))]


def float_ends(net: Net) -> Ports:
    """float32 in and out, int8 between."""
    net.tensor("signal", (1, 6, 6, 2), kind=TYPE.FLOAT32)
    net.tensor("image", (1, 6, 6, 2), 0.02, -3)
    quantize = (KIND.QuantizeOptions, schema.QuantizeOptionsT())
    net.operator(CODE.QUANTIZE, ["signal"], ["image"], quantize, 1)
    stem = conv(net, "stem", "image", 0.02, ((4, 3, 3, 2), (1, 4, 4, 4)), padding=VALID)
    net.tensor("coarse", (1, 4, 4, 4), 0.05, 10)
    net.operator(CODE.QUANTIZE, [stem], ["coarse"], quantize)
    net.tensor("reals", (1, 4, 4, 4), kind=TYPE.FLOAT32)
    dequantize = (KIND.DequantizeOptions, schema.DequantizeOptionsT())
    return ["signal"], [net.operator(CODE.DEQUANTIZE, ["coarse"], ["reals"], dequantize)]


def movement(net: Net) -> Ports:
    """Split, pad, concatenation, mean and softmax, with two inputs and two outputs."""
    net.tensor("left", (1, 4, 5, 4), 0.02, -3)
    net.tensor("right", (1, 5, 6, 2), 0.02, -3)
    for half in ("first", "second"):
        net.tensor(half, (1, 4, 5, 2), 0.02, -3)
    split = (KIND.SplitOptions, schema.SplitOptionsT(numSplits=2))
    axis = net.inputs_with_constants(3)
    net.operator(CODE.SPLIT, [*axis, "left"], ["first", "second"], split)
    net.tensor("padded", (1, 5, 6, 2), 0.02, -3)
    sides = net.inputs_with_constants([[0, 0], [1, 0], [0, 1], [0, 0]])
    pad = (KIND.PadOptions, schema.PadOptionsT())
    net.operator(CODE.PAD, ["second", *sides], ["padded"], pad)
    net.tensor("joined", (1, 5, 6, 4), 0.02, -3)
    concat = (KIND.ConcatenationOptions, schema.ConcatenationOptionsT(axis=3))
    net.operator(CODE.CONCATENATION, ["padded", "right"], ["joined"], concat)
    net.tensor("means", (1, 4), 0.01, 5)
    mean = (KIND.ReducerOptions, schema.ReducerOptionsT(keepDims=False))
    net.operator(CODE.MEAN, ["joined", *net.inputs_with_constants([1, 2])], ["means"], mean)
    return ["left", "right"], [softmax(net, "scores", "means", (1, 4)), "first"]


def raw(net: Net) -> Ports:
    """Tensors with quantisations of their own where TensorFlow Lite Micro does not look at them."""
    net.tensor("a", (1, 4, 4, 2), 0.02, -3)
    net.tensor("b", (1, 4, 4, 2), 0.03, 7)
    net.tensor("larger", (1, 4, 4, 2), 0.05, 10)
    extremum = (KIND.MaximumMinimumOptions, schema.MaximumMinimumOptionsT())
    net.operator(CODE.MAXIMUM, ["a", "b"], ["larger"], extremum)
    net.tensor("turned", (1, 4, 4, 2), 0.04, -20)
    net.operator(
        CODE.TRANSPOSE, ["larger", *net.inputs_with_constants([0, 2, 1, 3])], ["turned"]
    )
    net.tensor("part", (1, 2, 4, 2), 0.06, 0)
    bounds = net.inputs_with_constants([0, 1, 0, 0], [1, 2, 4, 2])
    net.operator(CODE.SLICE, ["turned", *bounds], ["part"])
    net.tensor("padded", (1, 3, 4, 2), 0.07, -50)
    sides = net.inputs_with_constants([[0, 0], [1, 0], [0, 0], [0, 0]])
    pad = (KIND.PadOptions, schema.PadOptionsT())
    net.operator(CODE.PAD, ["part", *sides], ["padded"], pad)
    flat = reshape(net, "flat", "padded", (1, 24), 0.02, 1)
    return ["a", "b"], [dense(net, "out", flat, 0.02, 5, 24), "turned"]


def memory(net: Net) -> Ports:
    """SVDF, which keeps its last responses, int8 weights over an int16 state."""
    net.tensor("frame", (1, 12), 0.02, -3)
    net.weights("w", (8, 12), None, 12)
    time = net.random.integers(-8000, 8000, (8, 4), dtype=np.int16)
    net.tensor("time", (8, 4), 1 / 8192, kind=TYPE.INT16, data=time)
    net.tensor("state", (1, 32), 1 / 2048, kind=TYPE.INT16)
    net.writer.tensors[-1].isVariable = True
    net.bias("b", 4, np.float32(1 / 8192) * np.float32(1 / 2048))
    net.tensor("out", (1, 4), 0.05, -12)
    options = (KIND.SVDFOptions, schema.SVDFOptionsT(rank=2, fusedActivationFunction=RELU))
    operands = ["frame", "w", "time", "b", "state"]
    return ["frame"], [net.operator(CODE.SVDF, operands, ["out"], options, 3)]


def stream(net: Net) -> Ports:
    """The last three frames in a variable, which an initializer fills before the first run."""

    def handle() -> str:
        net.tensor("frames", (), kind=TYPE.RESOURCE)
        names = schema.VarHandleOptionsT(container="", sharedName="frames")
        return net.operator(CODE.VAR_HANDLE, [], ["frames"], (KIND.VarHandleOptions, names), 1)

    def assign(value: str) -> None:
        options = (KIND.AssignVariableOptions, schema.AssignVariableOptionsT())
        net.operator(CODE.ASSIGN_VARIABLE, ["frames", value], [], options, 1)

    handle()
    start = net.random.integers(-128, 128, (1, 3, 5), dtype=np.int8)
    net.tensor("start", (1, 3, 5), 0.02, -3, data=start)
    assign("start")
    net.next_subgraph()
    once = schema.CallOnceOptionsT(initSubgraphIndex=1)
    net.operator(CODE.CALL_ONCE, [], [], (KIND.CallOnceOptions, once), 1)
    handle()
    net.tensor("frame", (1, 1, 5), 0.02, -3)
    net.tensor("before", (1, 3, 5), 0.02, -3)
    read = (KIND.ReadVariableOptions, schema.ReadVariableOptionsT())
    net.operator(CODE.READ_VARIABLE, ["frames"], ["before"], read, 1)
    net.tensor("all", (1, 4, 5), 0.02, -3)
    concat = (KIND.ConcatenationOptions, schema.ConcatenationOptionsT(axis=1))
    net.operator(CODE.CONCATENATION, ["before", "frame"], ["all"], concat)
    net.tensor("last", (1, 3, 5), 0.02, -3)
    bounds = net.inputs_with_constants([0, 1, 0], [1, 4, 5], [1, 1, 1])
    slices = (KIND.StridedSliceOptions, schema.StridedSliceOptionsT())
    net.operator(CODE.STRIDED_SLICE, ["all", *bounds], ["last"], slices)
    assign("last")
    flat = reshape(net, "flat", "all", (1, 20), 0.02, -3)
    return ["frame"], [dense(net, "out", flat, 0.02, 6, 20)]


def randomly(details: dict, random: np.random.Generator) -> np.ndarray:
    """Values of an input."""
    if details["dtype"] == np.float32:
        return random.uniform(-3, 3, details["shape"]).astype(np.float32)
    limits = np.iinfo(details["dtype"])
    return random.integers(limits.min, limits.max, details["shape"], details["dtype"], True)


class Micro:
    """One model on TensorFlow Lite Micro."""

    def __init__(self, model: bytes, ports: Ports):
        self.interpreter = runtime.Interpreter.from_bytes(model, arena_size=1 << 20)
        self.inputs = [self.interpreter.get_input_details(i) for i in range(len(ports[0]))]
        self.outputs = range(len(ports[1]))

    def run(self, values: list[np.ndarray]) -> list[np.ndarray]:
        """The outputs of the next run."""
        for index, value in enumerate(values):
            self.interpreter.set_input(value, index)
        self.interpreter.invoke()
        return [self.interpreter.get_output(index).copy() for index in self.outputs]


class Reference:
    """One model on LiteRT's reference kernels."""

    def __init__(self, model: bytes, ports: Ports):
        del ports
        self.interpreter = Interpreter(
            model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_REF
        )
        self.interpreter.allocate_tensors()
        self.inputs = self.interpreter.get_input_details()
        self.outputs = self.interpreter.get_output_details()

    def run(self, values: list[np.ndarray]) -> list[np.ndarray]:
        """The outputs of the next run."""
        for details, value in zip(self.inputs, values):
            self.interpreter.set_tensor(details["index"], value)
        self.interpreter.invoke()
        return [self.interpreter.get_tensor(details["index"]) for details in self.outputs]


def write(name: str, body: Callable[[Net], Ports], runs: int, engine: type = Micro) -> None:
    """The folder of one golden: all runs of an input, or of an output, one after the other."""
    net = Net(zlib.crc32(name.encode()), legacy=engine is Reference)
    ports = body(net)
    model = net.file(name, *ports)
    machine = engine(model, ports)
    inputs = [
        [randomly(details, net.random) for details in machine.inputs] for _ in range(runs)
    ]
    outputs = [machine.run(values) for values in inputs]
    folder = FOLDER / name
    folder.mkdir(parents=True)
    (folder / "model.tflite").write_bytes(model)
    for kind, lists in (("input", inputs), ("output", outputs)):
        for index, values in enumerate(zip(*lists)):
            (folder / f"{kind}{index}.bin").write_bytes(b"".join(v.tobytes() for v in values))


def main() -> None:
    """Replaces the whole folder of goldens."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    write("residual", residual, 3)
    write("legacy-uint8", legacy, 3, Reference)
    write("float-ends", float_ends, 2)
    write("movement", movement, 2)
    write("raw", raw, 2)
    write("svdf", memory, 6)
    write("stream", stream, 6)


if __name__ == "__main__":
    main()
