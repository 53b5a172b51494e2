"""The float meaning of every operator, in numpy or (for training) in jax.numpy."""

import math
from types import ModuleType
from typing import Any

import numpy as np

from .graph import Graph, Node

Values = dict[str, Any]
BOUNDS = {
    "none": (-math.inf, math.inf),
    "relu": (0.0, math.inf),
    "relu6": (0.0, 6.0),
    "relu_n1_to_1": (-1.0, 1.0),
}


def run(graph: Graph, values: Values, xp: ModuleType = np) -> Values:
    """Every tensor of the graph; `values` holds the inputs, and may replace constants.

    The batch of the inputs may be a multiple of the declared one.
    """
    known = {**graph.constants(), **values}
    for node in graph.nodes:
        known.update(zip(node.outputs, evaluate(node, known, xp), strict=True))
    return known


def evaluate(node: Node, values: Values, xp: ModuleType = np) -> list[Any]:
    """The outputs of one node, given the values of its inputs."""
    inputs = [values[name] for name in node.inputs]
    outputs = OPERATORS[node.op](xp, node, inputs)
    low, high = BOUNDS[node.attributes.get("activation", "none")]
    return [xp.clip(output, low, high) for output in outputs]


def same_padding(size: int, reach: int, stride: int) -> tuple[int, int]:
    """Rows (or columns) of padding before and after, as TensorFlow's SAME puts them."""
    total = max((math.ceil(size / stride) - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def taps(xp: ModuleType, node: Node, x: Any, window: tuple[int, int], fill: float) -> list[Any]:
    """For each window position, row by row, the strided image [N, OH, OW, C] it sees."""
    stride = node.attributes["stride"]
    dilation = node.attributes.get("dilation", (1, 1))
    reach = [(w - 1) * d + 1 for w, d in zip(window, dilation, strict=True)]
    edges = [(0, 0), (0, 0)]
    if node.attributes["padding"] == "same":
        edges = [same_padding(x.shape[1 + i], reach[i], stride[i]) for i in range(2)]
    padded = xp.pad(x, [(0, 0), *edges, (0, 0)], constant_values=fill)
    spans = [padded.shape[1 + i] - reach[i] + 1 for i in range(2)]
    return [
        padded[:, top : top + spans[0] : stride[0], left : left + spans[1] : stride[1], :]
        for top in range(0, reach[0], dilation[0])
        for left in range(0, reach[1], dilation[1])
    ]


def conv2d(xp: ModuleType, node: Node, inputs: list[Any]) -> list[Any]:
    """Sum over window positions of image times weights [O, KH, KW, I / groups]."""
    x, weights, *bias = inputs
    channels, *window, depth = weights.shape
    groups = node.attributes["groups"]
    kernels = weights.reshape(channels, -1, depth)
    views = taps(xp, node, x, tuple(window), 0)
    parts = []
    for group in range(groups):
        kernel = kernels[group * channels // groups : (group + 1) * channels // groups]
        into = slice(group * depth, (group + 1) * depth)
        parts.append(sum(view[..., into] @ kernel[:, i].T for i, view in enumerate(views)))
    return [sum(bias, xp.concatenate(parts, axis=3))]


def depthwise_conv2d(xp: ModuleType, node: Node, inputs: list[Any]) -> list[Any]:
    """Output channel c reads input channel c // multiplier."""
    x, weights, bias = inputs
    _, *window, channels = weights.shape
    kernels = weights.reshape(-1, channels)
    repeated = xp.repeat(x, node.attributes["multiplier"], axis=3)
    views = taps(xp, node, repeated, tuple(window), 0)
    return [sum((view * kernels[i] for i, view in enumerate(views)), bias)]


def fully_connected(xp: ModuleType, node: Node, inputs: list[Any]) -> list[Any]:
    """Rows [rows, depth] times weights [units, depth]."""
    x, weights, bias = inputs
    return [x.reshape(-1, weights.shape[1]) @ weights.T + bias]


def average_pool2d(xp: ModuleType, node: Node, inputs: list[Any]) -> list[Any]:
    """Mean over the elements of the window that lie inside the image."""
    (x,) = inputs
    window = node.attributes["window"]
    total = sum(taps(xp, node, x, window, 0))
    return [total / sum(taps(xp, node, xp.ones_like(x), window, 0))]


def max_pool2d(xp: ModuleType, node: Node, inputs: list[Any]) -> list[Any]:
    """Maximum over the elements of the window that lie inside the image."""
    views = taps(xp, node, inputs[0], node.attributes["window"], -math.inf)
    return [xp.max(xp.stack(views), axis=0)]


def softmax(xp: ModuleType, node: Node, inputs: list[Any]) -> list[Any]:
    """exp(beta * x), normalised along the last axis."""
    scaled = node.attributes["beta"] * inputs[0]
    powers = xp.exp(scaled - xp.max(scaled, axis=-1, keepdims=True))
    return [powers / xp.sum(powers, axis=-1, keepdims=True)]


def mean(xp: ModuleType, node: Node, inputs: list[Any]) -> list[Any]:
    """Mean over the given axes."""
    keep = node.attributes["keepDimensions"]
    return [xp.mean(inputs[0], axis=tuple(node.attributes["axes"]), keepdims=keep)]


def split(xp: ModuleType, node: Node, inputs: list[Any]) -> list[Any]:
    """Equal parts along one axis."""
    return list(xp.split(inputs[0], node.attributes["count"], axis=node.attributes["axis"]))


OPERATORS = {
    "conv2d": conv2d,
    "depthwise_conv2d": depthwise_conv2d,
    "fully_connected": fully_connected,
    "average_pool2d": average_pool2d,
    "max_pool2d": max_pool2d,
    "concat": lambda xp, node, x: [xp.concatenate(x, axis=node.attributes["axis"])],
    "split": split,
    "add": lambda xp, node, x: [x[0] + x[1]],
    "mul": lambda xp, node, x: [x[0] * x[1]],
    "pad": lambda xp, node, x: [xp.pad(x[0], node.attributes["padding"])],
    "softmax": softmax,
    "mean": mean,
    "relu": lambda xp, node, x: [xp.maximum(x[0], 0)],
    "relu6": lambda xp, node, x: [xp.clip(x[0], 0, 6)],
    "requantize": lambda xp, node, x: [x[0]],
}
