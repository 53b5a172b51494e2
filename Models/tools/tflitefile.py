"""Writes a quantised graph as a .tflite flatbuffer, with the schema bundled in tflite_micro."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import flatbuffers
import numpy as np
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

from .graph import Graph, Node, Quantization, Tensor

SCHEMA_VERSION = 3
FILE_IDENTIFIER = b"TFL3"
BUFFER_ALIGNMENT = 16
TYPES = {"int8": schema.TensorType.INT8, "int32": schema.TensorType.INT32}
PADDING = {"same": schema.Padding.SAME, "valid": schema.Padding.VALID}
ACTIVATION = {
    "none": schema.ActivationFunctionType.NONE,
    "relu": schema.ActivationFunctionType.RELU,
    "relu6": schema.ActivationFunctionType.RELU6,
    "relu_n1_to_1": schema.ActivationFunctionType.RELU_N1_TO_1,
}


class AlignedBuffer(schema.BufferT):
    """A buffer whose contents start at a multiple of 16, as the schema demands."""

    def Pack(self, builder: flatbuffers.Builder) -> int:
        """Appends the buffer to `builder` and returns its offset."""
        contents = None
        if self.data is not None:
            builder.StartVector(1, len(self.data), BUFFER_ALIGNMENT)
            builder.head -= len(self.data)
            builder.Bytes[builder.head : builder.head + len(self.data)] = self.data
            contents = builder.EndVector()
        schema.BufferStart(builder)
        if contents is not None:
            schema.BufferAddData(builder, contents)
        return schema.BufferEnd(builder)


@dataclass
class Writer:
    """The flatbuffer's tables while they grow; buffer 0 is the empty one."""

    tensors: list[schema.TensorT] = field(default_factory=list)
    buffers: list[AlignedBuffer] = field(default_factory=lambda: [AlignedBuffer()])
    codes: list[tuple[int, int]] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)

    def tensor(
        self, name: str, shape: tuple[int, ...], kind: int, data: np.ndarray | None
    ) -> schema.TensorT:
        """Adds a tensor, and a buffer of its own if it is constant."""
        table = schema.TensorT(shape=list(shape), type=kind, name=name, hasRank=True)
        if data is not None:
            table.buffer = len(self.buffers)
            self.buffers.append(AlignedBuffer(data=data.tobytes()))
        self.index[name] = len(self.tensors)
        self.tensors.append(table)
        return table

    def integers(self, name: str, values: Any) -> int:
        """Adds a constant int32 tensor that TFLite wants where we have an attribute."""
        data = np.asarray(values, dtype=np.int32)
        self.tensor(name, data.shape, schema.TensorType.INT32, data)
        return self.index[name]

    def code(self, builtin: int, version: int) -> int:
        """The index of an operator code."""
        if (builtin, version) not in self.codes:
            self.codes.append((builtin, version))
        return self.codes.index((builtin, version))

    def subgraph(
        self, inputs: Iterable[str], outputs: Iterable[str], operators: list[schema.OperatorT]
    ) -> schema.SubGraphT:
        """The tensors so far as a subgraph; the next one starts without any."""
        subgraph = schema.SubGraphT(
            tensors=self.tensors,
            inputs=[self.index[name] for name in inputs],
            outputs=[self.index[name] for name in outputs],
            operators=operators,
            name="main",
        )
        self.tensors, self.index = [], {}
        return subgraph

    def file(self, description: str, subgraphs: list[schema.SubGraphT]) -> bytes:
        """The whole file."""
        codes = [
            schema.OperatorCodeT(
                builtinCode=code, deprecatedBuiltinCode=min(code, 127), version=version
            )
            for code, version in self.codes
        ]
        model = schema.ModelT(
            version=SCHEMA_VERSION,
            operatorCodes=codes,
            subgraphs=subgraphs,
            description=description,
            buffers=self.buffers,
        )
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), file_identifier=FILE_IDENTIFIER)
        return bytes(builder.Output())


def tflite_bytes(graph: Graph) -> bytes:
    """The whole file; tensors and operators keep the graph's order."""
    writer = Writer()
    for tensor in graph.tensors.values():
        table = writer.tensor(tensor.name, tensor.shape, TYPES[tensor.type], tensor.data)
        table.quantization = quantization_table(tensor)
    operators = [operator_table(node, graph, writer) for node in graph.nodes]
    return writer.file(graph.name, [writer.subgraph(graph.inputs, graph.outputs, operators)])


def quantization_table(tensor: Tensor) -> schema.QuantizationParametersT:
    """Scales as float32 with one zero point each."""
    quantization: Quantization = tensor.quantization
    scales = np.asarray(quantization.scales, dtype=np.float32)
    return schema.QuantizationParametersT(
        scale=scales,
        zeroPoint=np.full(len(scales), quantization.zero_point, dtype=np.int64),
        quantizedDimension=quantization.axis or 0,
    )


def operator_table(node: Node, graph: Graph, writer: Writer) -> schema.OperatorT:
    """One operator with its options; split, pad and mean gain a constant input."""
    builtin, version, options_type, options = OPERATORS[node.op]
    inputs = [writer.index[name] for name in node.inputs]
    if node.op == "split":
        inputs.insert(0, writer.integers(f"{node.name}/axis", node.attributes["axis"]))
    elif node.op == "pad":
        inputs.append(writer.integers(f"{node.name}/padding", node.attributes["padding"]))
    elif node.op == "mean":
        inputs.append(writer.integers(f"{node.name}/axes", node.attributes["axes"]))
    elif node.op == "conv2d" and len(inputs) == 2:
        inputs.append(-1)
    return schema.OperatorT(
        opcodeIndex=writer.code(builtin, version),
        inputs=inputs,
        outputs=[writer.index[name] for name in node.outputs],
        builtinOptionsType=options_type,
        builtinOptions=options(node.attributes),
    )


def fused(attributes: dict[str, Any]) -> dict[str, int]:
    """The option every operator with a fused activation has."""
    return {"fusedActivationFunction": ACTIVATION[attributes["activation"]]}


def windowed(attributes: dict[str, Any]) -> dict[str, int]:
    """Padding, stride and activation."""
    height, width = attributes["stride"]
    padding = PADDING[attributes["padding"]]
    return {"padding": padding, "strideH": height, "strideW": width, **fused(attributes)}


def dilated(attributes: dict[str, Any]) -> dict[str, int]:
    """The dilation of a convolution, over its window options."""
    height, width = attributes["dilation"]
    return {"dilationHFactor": height, "dilationWFactor": width, **windowed(attributes)}


def pool_options(attributes: dict[str, Any]) -> schema.Pool2DOptionsT:
    """Window and stride of a pool."""
    height, width = attributes["window"]
    return schema.Pool2DOptionsT(filterHeight=height, filterWidth=width, **windowed(attributes))


def depthwise_options(attributes: dict[str, Any]) -> schema.DepthwiseConv2DOptionsT:
    """A convolution's options and the channel multiplier."""
    multiplier = attributes["multiplier"]
    return schema.DepthwiseConv2DOptionsT(depthMultiplier=multiplier, **dilated(attributes))


def dense_options(attributes: dict[str, Any]) -> schema.FullyConnectedOptionsT:
    """Activation and the rank of the output."""
    keep = attributes["keepDimensions"]
    return schema.FullyConnectedOptionsT(keepNumDims=keep, **fused(attributes))


Options = Callable[[dict[str, Any]], Any]
CODE = schema.BuiltinOperator
KIND = schema.BuiltinOptions
OPERATORS: dict[str, tuple[int, int, int, Options]] = {
    "conv2d": (CODE.CONV_2D, 3, KIND.Conv2DOptions, lambda a: schema.Conv2DOptionsT(**dilated(a))),
    "depthwise_conv2d": (
        CODE.DEPTHWISE_CONV_2D,
        3,
        KIND.DepthwiseConv2DOptions,
        depthwise_options,
    ),
    "fully_connected": (CODE.FULLY_CONNECTED, 4, KIND.FullyConnectedOptions, dense_options),
    "average_pool2d": (CODE.AVERAGE_POOL_2D, 2, KIND.Pool2DOptions, pool_options),
    "max_pool2d": (CODE.MAX_POOL_2D, 2, KIND.Pool2DOptions, pool_options),
    "concat": (
        CODE.CONCATENATION,
        2,
        KIND.ConcatenationOptions,
        lambda a: schema.ConcatenationOptionsT(axis=a["axis"]),
    ),
    "split": (
        CODE.SPLIT,
        2,
        KIND.SplitOptions,
        lambda a: schema.SplitOptionsT(numSplits=a["count"]),
    ),
    "add": (CODE.ADD, 2, KIND.AddOptions, lambda a: schema.AddOptionsT(**fused(a))),
    "mul": (CODE.MUL, 2, KIND.MulOptions, lambda a: schema.MulOptionsT(**fused(a))),
    "pad": (CODE.PAD, 2, KIND.PadOptions, lambda a: schema.PadOptionsT()),
    "softmax": (
        CODE.SOFTMAX,
        2,
        KIND.SoftmaxOptions,
        lambda a: schema.SoftmaxOptionsT(beta=a["beta"]),
    ),
    "mean": (
        CODE.MEAN,
        2,
        KIND.ReducerOptions,
        lambda a: schema.ReducerOptionsT(keepDims=a["keepDimensions"]),
    ),
    "relu": (CODE.RELU, 2, KIND.NONE, lambda a: None),
    "relu6": (CODE.RELU6, 2, KIND.NONE, lambda a: None),
    "requantize": (CODE.QUANTIZE, 2, KIND.QuantizeOptions, lambda a: schema.QuantizeOptionsT()),
}
