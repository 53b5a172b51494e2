"""The graph every script works on: float while it is built, int8 after `quantize`."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Quantization:
    """real = scale * (q - zero_point); several scales lie along `axis` with zero point 0."""

    scales: tuple[float, ...]
    zero_point: int = 0
    axis: int | None = None

    @staticmethod
    def per_tensor(scale: float, zero_point: int) -> "Quantization":
        """One scale, rounded to float32, for the whole tensor."""
        return Quantization((float(np.float32(scale)),), zero_point)

    @property
    def scale(self) -> float:
        """The scale of a tensor that has exactly one."""
        (scale,) = self.scales
        return scale


@dataclass(frozen=True)
class Tensor:
    """A value [N, H, W, C] (or [rows, columns], or a weight layout); constants carry `data`."""

    name: str
    shape: tuple[int, ...]
    type: str = "float32"
    quantization: Quantization | None = None
    data: np.ndarray | None = None


@dataclass(frozen=True)
class Node:
    """One use of an operator; `inputs` and `outputs` are tensor names."""

    name: str
    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]


@dataclass
class Graph:
    """Tensors by name, and nodes in execution order (producers first)."""

    name: str
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    tensors: dict[str, Tensor] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)

    def constants(self) -> dict[str, np.ndarray]:
        """The contents of every constant, by tensor name."""
        return {t.name: t.data for t in self.tensors.values() if t.data is not None}

    def with_constants(self, constants: dict[str, np.ndarray]) -> "Graph":
        """The same graph with other contents of the same shapes."""
        tensors = {
            name: replace(t, data=constants[name]) if t.data is not None else t
            for name, t in self.tensors.items()
        }
        return Graph(self.name, self.inputs, self.outputs, tensors, self.nodes)

    def breadth_first(self) -> "Graph":
        """The same graph with nodes sorted by their longest path from an input.

        Nodes of one depth keep their order; so exporters write a graph they walk level by level.
        """
        depth: dict[str, int] = {}
        for node in self.nodes:
            level = 1 + max(depth.get(name, 0) for name in node.inputs)
            depth.update((name, level) for name in node.outputs)
        nodes = sorted(self.nodes, key=lambda node: depth[node.outputs[0]])
        return Graph(self.name, self.inputs, self.outputs, self.tensors, nodes)
