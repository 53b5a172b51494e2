"""A quantised graph as edgerun.model/1: model.json beside weights.safetensors."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from .graph import Graph, Node, Quantization, Tensor

FORMAT = "edgerun.model/1"
WEIGHTS_FILE = "weights.safetensors"


def write_model(graph: Graph, folder: Path) -> None:
    """model.json (one tensor or node a line) and the weights it names by hash."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = save(graph.constants())
    (folder / WEIGHTS_FILE).write_bytes(weights)
    digest = hashlib.sha256(weights).hexdigest()
    lines = [
        "{",
        f'  "format": {json.dumps(FORMAT)},',
        f'  "name": {json.dumps(graph.name)},',
        f'  "weights": {json.dumps({"file": WEIGHTS_FILE, "sha256": digest})},',
        f'  "inputs": {json.dumps(graph.inputs)},',
        f'  "outputs": {json.dumps(graph.outputs)},',
        '  "tensors": [',
        ",\n".join(f"    {json.dumps(tensor_record(t))}" for t in graph.tensors.values()),
        "  ],",
        '  "nodes": [',
        ",\n".join(f"    {json.dumps(node_record(n))}" for n in graph.nodes),
        "  ]",
        "}",
    ]
    (folder / "model.json").write_text("\n".join(lines) + "\n")


def read_model(folder: Path) -> Graph:
    """The graph that `write_model` wrote to `folder`."""
    model = json.loads((folder / "model.json").read_text())
    assert model["format"] == FORMAT
    weights = (folder / WEIGHTS_FILE).read_bytes()
    assert model["weights"]["sha256"] == hashlib.sha256(weights).hexdigest()
    constants = load(weights)
    tensors = {
        record["name"]: Tensor(
            record["name"],
            tuple(record["shape"]),
            record["type"],
            read_quantization(record["quantization"]),
            constants.get(record["name"]),
        )
        for record in model["tensors"]
    }
    nodes = [
        Node(r["name"], r["op"], tuple(r["inputs"]), tuple(r["outputs"]), r["attributes"])
        for r in model["nodes"]
    ]
    return Graph(model["name"], model["inputs"], model["outputs"], tensors, nodes)


def read_quantization(record: dict[str, Any]) -> Quantization:
    """The inverse of `quantization_record`."""
    if "axis" not in record:
        return Quantization.per_tensor(record["scale"], record["zeroPoint"])
    scales = tuple(float(np.float32(scale)) for scale in record["scales"])
    return Quantization(scales, axis=record["axis"])


def tensor_record(tensor: Tensor) -> dict[str, Any]:
    """One entry of "tensors"."""
    record: dict[str, Any] = {
        "name": tensor.name,
        "shape": list(tensor.shape),
        "type": tensor.type,
    }
    if tensor.data is not None:
        record["constant"] = True
    record["quantization"] = quantization_record(tensor.quantization)
    return record


def quantization_record(quantization: Quantization) -> dict[str, Any]:
    """Per tensor {scale, zeroPoint}, per channel {scales, axis}."""
    scales = [shortest(scale) for scale in quantization.scales]
    if quantization.axis is None:
        return {"scale": scales[0], "zeroPoint": quantization.zero_point}
    return {"scales": scales, "axis": quantization.axis}


def node_record(node: Node) -> dict[str, Any]:
    """One entry of "nodes"."""
    return {
        "name": node.name,
        "op": node.op,
        "inputs": list(node.inputs),
        "outputs": list(node.outputs),
        "attributes": node.attributes,
    }


def shortest(scale: float) -> float:
    """The number that prints as the shortest decimal which reads back as the same float32."""
    value = float(str(np.float32(scale)))
    assert np.float32(value) == np.float32(scale)
    return value
