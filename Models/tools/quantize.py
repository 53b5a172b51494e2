"""From a float graph to an int8 graph: calibrated activations, per-channel weights."""

from dataclasses import replace

import numpy as np

from .floats import Values, evaluate, run
from .graph import Graph, Node, Quantization, Tensor

WEIGHTED = {"conv2d": 0, "depthwise_conv2d": 3}
ONE_SCALE = {"concat", "split", "average_pool2d", "max_pool2d", "pad", "relu6"}
PROBABILITY = Quantization.per_tensor(1 / 256, -128)
INT8_STEPS = 255
WEIGHT_LIMIT = 127


def normalize(graph: Graph, samples: Values) -> Graph:
    """Rescales every layer's weights so that its output has mean 0 and deviation 1.

    This is what folding a batch normalisation into seeded weights does; statistics are per
    output channel over `samples`, before the fused activation.
    """
    values = {**graph.constants(), **samples}
    for node in graph.nodes:
        if node.op in (*WEIGHTED, "fully_connected"):
            _, weights, bias = node.inputs
            values[bias] = np.zeros_like(values[bias])
            linear = replace(node, attributes={**node.attributes, "activation": "none"})
            (sums,) = evaluate(linear, values)
            axes = tuple(range(sums.ndim - 1))
            gain = 1 / np.maximum(sums.std(axes), 1e-3)
            axis = WEIGHTED.get(node.op, 0)
            values[weights] = values[weights] * np.expand_dims(
                gain, other_axes(axis, values[weights])
            )
            values[bias] = -sums.mean(axes) * gain
        values.update(zip(node.outputs, evaluate(node, values), strict=True))
    return graph.with_constants({name: values[name] for name in graph.constants()})


def quantize(
    graph: Graph,
    samples: Values,
    fixed: dict[str, Quantization],
    per_tensor: bool = False,
) -> Graph:
    """The int8 graph; activation ranges are the least and greatest value over `samples`.

    `fixed` gives the quantisation of some tensors (graph inputs among them); `per_tensor`
    asks for one weight scale a tensor instead of one a channel.
    """
    activations = activation_quantization(graph, run(graph, samples), fixed)
    tensors = {
        name: replace(tensor, type="int8", quantization=activations[name])
        for name, tensor in graph.tensors.items()
        if tensor.data is None
    }
    for node in graph.nodes:
        tensors.update((t.name, t) for t in quantized_constants(graph, node, tensors, per_tensor))
    ordered = {name: tensors[name] for name in graph.tensors}
    return Graph(graph.name, graph.inputs, graph.outputs, ordered, graph.nodes)


def activation_quantization(
    graph: Graph, values: Values, fixed: dict[str, Quantization]
) -> dict[str, Quantization]:
    """One quantisation a tensor; tensors an operator copies bytes between share theirs."""
    fixed = dict(fixed)
    for node in graph.nodes:
        if node.op == "softmax":
            fixed[node.outputs[0]] = PROBABILITY
    result: dict[str, Quantization] = {}
    for group in scale_groups(graph):
        given = {fixed[name] for name in group if name in fixed}
        assert len(given) <= 1, f"one scale for {group}, but {given} are fixed"
        low = min(float(values[name].min()) for name in group)
        high = max(float(values[name].max()) for name in group)
        shared = given.pop() if given else range_quantization(low, high)
        result.update((name, shared) for name in group)
    return result


def scale_groups(graph: Graph) -> list[list[str]]:
    """The activations, partitioned into sets that must share scale and zero point."""
    groups = {name: [name] for name, tensor in graph.tensors.items() if tensor.data is None}
    for node in graph.nodes:
        if node.op in ONE_SCALE:
            tied = list(dict.fromkeys(m for t in (*node.inputs, *node.outputs) for m in groups[t]))
            groups.update((name, tied) for name in tied)
    return list({id(group): group for group in groups.values()}.values())


def range_quantization(low: float, high: float) -> Quantization:
    """The int8 quantisation whose 256 steps span [low, high] and that holds 0 exactly."""
    low, high = min(low, 0.0), max(high, 0.0)
    scale = max(high - low, 1e-6) / INT8_STEPS
    return Quantization.per_tensor(scale, round(-128 - low / scale))


def quantized_constants(
    graph: Graph, node: Node, tensors: dict[str, Tensor], per_tensor: bool
) -> list[Tensor]:
    """Weights int8 in -127...127 and bias int32 with scale input * weights, if the node has any."""
    if node.op not in (*WEIGHTED, "fully_connected"):
        return []
    x, weights, *bias = (graph.tensors[name] for name in node.inputs)
    axis = None if per_tensor else WEIGHTED.get(node.op)
    reduced = None if axis is None else other_axes(axis, weights.data)
    largest = np.abs(weights.data).max(axis=reduced)
    scales = np.maximum(largest / WEIGHT_LIMIT, 1e-9).astype(np.float32)
    products = np.float32(tensors[x.name].quantization.scale) * scales
    spread = scales if axis is None else np.expand_dims(scales, reduced)
    limits = (-WEIGHT_LIMIT, WEIGHT_LIMIT)
    integers = [constant(weights, "int8", weights.data / spread, scales, axis, limits)]
    for b in bias:
        bias_axis = None if axis is None else 0
        limits = (-(2**31), 2**31 - 1)
        integers.append(constant(b, "int32", b.data / products, products, bias_axis, limits))
    return integers


def constant(
    tensor: Tensor,
    kind: str,
    steps: np.ndarray,
    scales: np.ndarray,
    axis: int | None,
    limits: tuple[int, int],
) -> Tensor:
    """`tensor` with its contents rounded to whole steps of its scale."""
    data = np.clip(np.rint(steps), *limits).astype(kind)
    quantization = Quantization(tuple(float(s) for s in np.atleast_1d(scales)), 0, axis)
    return replace(tensor, type=kind, quantization=quantization, data=data)


def other_axes(axis: int, array: np.ndarray) -> tuple[int, ...]:
    """All axes of an array but one."""
    return tuple(i for i in range(array.ndim) if i != axis)


def to_int8(real: np.ndarray, quantization: Quantization) -> np.ndarray:
    """Real values to the nearest int8."""
    steps = np.rint(real / quantization.scale) + quantization.zero_point
    return np.clip(steps, -128, 127).astype(np.int8)


def to_real(steps: np.ndarray, quantization: Quantization) -> np.ndarray:
    """int8 to the real values they stand for."""
    return (steps.astype(np.float64) - quantization.zero_point) * quantization.scale
