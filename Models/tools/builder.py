"""Adds operators to a float graph, inferring shapes and drawing seeded weights."""

import math

import numpy as np

from .graph import Graph, Node, Tensor

Pair = tuple[int, int]
RELU_GAIN = 2.0


def window_output(size: int, window: int, stride: int, padding: str) -> int:
    """Output length along one axis; `window` already includes the dilation."""
    if padding == "same":
        return math.ceil(size / stride)
    return (size - window) // stride + 1


class Builder:
    """Each method adds one node named like its output tensor, and returns that name.

    Weights are He-initialised from `seed`; biases are small. Node order is call order.
    """

    def __init__(self, name: str, seed: int):
        self.graph = Graph(name)
        self.random = np.random.default_rng(seed)

    def shape(self, tensor: str) -> tuple[int, ...]:
        """The shape of a tensor already in the graph."""
        return self.graph.tensors[tensor].shape

    def input(self, name: str, shape: tuple[int, ...]) -> str:
        """A graph input."""
        self.graph.inputs.append(name)
        return self._tensor(name, shape)

    def output(self, tensor: str) -> None:
        """Marks a tensor as graph output."""
        self.graph.outputs.append(tensor)

    def conv2d(
        self,
        name: str,
        x: str,
        channels: int,
        window: Pair,
        stride: Pair = (1, 1),
        dilation: Pair = (1, 1),
        padding: str = "same",
        groups: int = 1,
        activation: str = "none",
        bias: bool = True,
    ) -> str:
        """Convolution with weights [O, KH, KW, I / groups]."""
        depth = self.shape(x)[3] // groups
        weights = self._weights(name, (channels, *window, depth), depth * math.prod(window))
        biases = [self._bias(name, channels)] if bias else []
        attributes = {
            "stride": stride,
            "dilation": dilation,
            "padding": padding,
            "groups": groups,
            "activation": activation,
        }
        shape = self._window_shape(x, window, stride, dilation, padding, channels)
        return self._node(name, "conv2d", [x, weights, *biases], shape, attributes)

    def depthwise_conv2d(
        self,
        name: str,
        x: str,
        window: Pair,
        multiplier: int = 1,
        stride: Pair = (1, 1),
        dilation: Pair = (1, 1),
        padding: str = "same",
        activation: str = "none",
    ) -> str:
        """Depthwise convolution with weights [1, KH, KW, I * multiplier]."""
        channels = self.shape(x)[3] * multiplier
        weights = self._weights(name, (1, *window, channels), math.prod(window))
        attributes = {
            "stride": stride,
            "dilation": dilation,
            "padding": padding,
            "multiplier": multiplier,
            "activation": activation,
        }
        shape = self._window_shape(x, window, stride, dilation, padding, channels)
        inputs = [x, weights, self._bias(name, channels)]
        return self._node(name, "depthwise_conv2d", inputs, shape, attributes)

    def fully_connected(self, name: str, x: str, units: int, activation: str = "none") -> str:
        """Rows of length `depth` times weights [units, depth]; the output is [rows, units]."""
        shape = self.shape(x)
        depth = math.prod(shape[1:])
        inputs = [x, self._weights(name, (units, depth), depth), self._bias(name, units)]
        attributes = {"activation": activation, "keepDimensions": False}
        return self._node(name, "fully_connected", inputs, (shape[0], units), attributes)

    def average_pool2d(self, name: str, x: str, window: Pair, stride: Pair, **options: str) -> str:
        """Mean over each window; padding does not count."""
        return self._pool(name, "average_pool2d", x, window, stride, **options)

    def max_pool2d(self, name: str, x: str, window: Pair, stride: Pair, **options: str) -> str:
        """Maximum over each window; padding does not count."""
        return self._pool(name, "max_pool2d", x, window, stride, **options)

    def concat(self, name: str, inputs: list[str], axis: int = 3) -> str:
        """Joins tensors along `axis`."""
        shape = list(self.shape(inputs[0]))
        shape[axis] = sum(self.shape(x)[axis] for x in inputs)
        return self._node(name, "concat", inputs, tuple(shape), {"axis": axis})

    def split(self, name: str, x: str, axis: int, count: int) -> list[str]:
        """Cuts a tensor into `count` equal parts along `axis`."""
        shape = list(self.shape(x))
        shape[axis] //= count
        names = [name] if count == 1 else [f"{name}/{index}" for index in range(count)]
        outputs = [self._tensor(part, tuple(shape)) for part in names]
        node = Node(name, "split", (x,), tuple(outputs), {"axis": axis, "count": count})
        self.graph.nodes.append(node)
        return outputs

    def add(self, name: str, a: str, b: str, activation: str = "none") -> str:
        """Elementwise sum of two tensors of one shape."""
        return self._node(name, "add", [a, b], self.shape(a), {"activation": activation})

    def mul(self, name: str, a: str, b: str, activation: str = "none") -> str:
        """Elementwise product of two tensors of one shape."""
        return self._node(name, "mul", [a, b], self.shape(a), {"activation": activation})

    def pad(self, name: str, x: str, padding: list[Pair]) -> str:
        """Zeros (as real value) before and after along each axis."""
        shape = tuple(a + n + b for n, (a, b) in zip(self.shape(x), padding, strict=True))
        return self._node(name, "pad", [x], shape, {"padding": padding})

    def softmax(self, name: str, x: str, beta: float = 1.0) -> str:
        """Softmax along the last axis."""
        return self._node(name, "softmax", [x], self.shape(x), {"beta": beta})

    def mean(self, name: str, x: str, keep_dimensions: bool = False) -> str:
        """Mean over height and width."""
        n, _, _, channels = self.shape(x)
        shape = (n, 1, 1, channels) if keep_dimensions else (n, channels)
        attributes = {"axes": (1, 2), "keepDimensions": keep_dimensions}
        return self._node(name, "mean", [x], shape, attributes)

    def relu(self, name: str, x: str) -> str:
        """max(x, 0) as an operator of its own."""
        return self._node(name, "relu", [x], self.shape(x), {})

    def relu6(self, name: str, x: str) -> str:
        """min(max(x, 0), 6) as an operator of its own."""
        return self._node(name, "relu6", [x], self.shape(x), {})

    def requantize(self, name: str, x: str) -> str:
        """The same real values in another scale."""
        return self._node(name, "requantize", [x], self.shape(x), {})

    def _pool(
        self,
        name: str,
        op: str,
        x: str,
        window: Pair,
        stride: Pair,
        padding: str = "same",
        activation: str = "none",
    ) -> str:
        attributes = {
            "window": window,
            "stride": stride,
            "padding": padding,
            "activation": activation,
        }
        shape = self._window_shape(x, window, stride, (1, 1), padding, self.shape(x)[3])
        return self._node(name, op, [x], shape, attributes)

    def _window_shape(
        self, x: str, window: Pair, stride: Pair, dilation: Pair, padding: str, channels: int
    ) -> tuple[int, ...]:
        n, height, width, _ = self.shape(x)
        reach = [(w - 1) * d + 1 for w, d in zip(window, dilation, strict=True)]
        rows = window_output(height, reach[0], stride[0], padding)
        columns = window_output(width, reach[1], stride[1], padding)
        return (n, rows, columns, channels)

    def _node(
        self, name: str, op: str, inputs: list[str], shape: tuple[int, ...], attributes: dict
    ) -> str:
        output = self._tensor(name, shape)
        self.graph.nodes.append(Node(name, op, tuple(inputs), (output,), attributes))
        return output

    def _tensor(self, name: str, shape: tuple[int, ...], data: np.ndarray | None = None) -> str:
        assert name not in self.graph.tensors, f"tensor {name} exists already"
        self.graph.tensors[name] = Tensor(name, shape, data=data)
        return name

    def _weights(self, node: str, shape: tuple[int, ...], fan_in: int) -> str:
        data = self.random.normal(0, math.sqrt(RELU_GAIN / fan_in), shape)
        return self._tensor(f"{node}/weights", shape, data)

    def _bias(self, node: str, channels: int) -> str:
        return self._tensor(f"{node}/bias", (channels,), self.random.normal(0, 0.1, channels))
