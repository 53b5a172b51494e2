"""Writes Models/swiftnet-hpd: the architecture of SwiftNet HPD with seeded weights.

Reads $EDGERUN_SHARED/graphs/swiftnet_hpd.json (by default from ../shared beside the repository).
Run in Models/: python -m tools.make_swiftnet_hpd
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .builder import Builder
from .graph import Graph
from .photos import PIXELS, crops, portrait
from .quantize import normalize, quantize
from .ship import MODELS, ship, write_readme

NAME = "swiftnet-hpd"
SEED = 11
SAMPLES = 16
SHARED = Path(os.environ.get("EDGERUN_SHARED", MODELS.parents[1] / "shared"))
Record = dict[str, Any]

README = """# swiftnet-hpd

The architecture of SwiftNet HPD (human presence detection, 224x224x3, Visual Wake Words challenge
2019, team QTravelers): its 85 operators, the identity split included, in their published order.
The weights are **not** the published ones: they are seeded, scaled layer by layer so that
activations neither vanish nor saturate, so the answer means nothing. The model is here for its
memory, its speed and its bits. `labels.txt` names the two outputs.

Byte of a pixel = value - 128. `input.bin` is the middle of NASA's portrait of Eileen Collins
(public domain, from scikit-image), 448x448 pixels averaged 2x2. Calibrated on crops of four
pictures from scikit-image (astronaut, rocket: public domain; chelsea, coffee: CC0).

Made by `python -m tools.make_swiftnet_hpd`, run in `Models/` with `tools/requirements.txt`
installed and `EDGERUN_SHARED` naming the folder that holds `graphs/swiftnet_hpd.json`.
"""


def network(source: Record) -> Graph:
    """The float graph; tensors are named as in the source, and keep its operator order."""
    names = {tensor["id"]: tensor["name"] for tensor in source["tensors"]}
    rectified = {tensor["id"] for tensor in source["tensors"] if tensor["quant"][1] == 0}
    shapes = {tensor["id"]: tensor["shape"] for tensor in source["tensors"]}
    b = Builder(NAME, SEED)
    for tensor in source["inputs"]:
        b.input(names[tensor], tuple(shapes[tensor]))
    for record in source["ops"]:
        inputs = [names[tensor] for tensor in record["inputs"]]
        activation = "relu" if record["output"] in rectified else "none"
        make = OPERATORS[record["type"]]
        make(b, names[record["output"]], inputs, record["attrs"], activation)
    for tensor in source["outputs"]:
        b.output(names[tensor])
    return b.graph


def conv2d(b: Builder, name: str, inputs: list[str], attrs: Record, activation: str) -> None:
    """A convolution without groups; an unsigned output tensor means ReLU."""
    window, stride = tuple(attrs["kernel"]), tuple(attrs["stride"])
    channels, padding = attrs["out_channels"], attrs["padding"]
    b.conv2d(name, *inputs, channels, window, stride, padding=padding, activation=activation)


def depthwise(b: Builder, name: str, inputs: list[str], attrs: Record, activation: str) -> None:
    """A depthwise convolution with multiplier 1."""
    window, stride = tuple(attrs["kernel"]), tuple(attrs["stride"])
    padding = attrs["padding"]
    b.depthwise_conv2d(name, *inputs, window, 1, stride, padding=padding, activation=activation)


def pool(method: Callable[..., str]) -> Callable[..., None]:
    """A pool; its input is rectified already."""

    def make(b: Builder, name: str, inputs: list[str], attrs: Record, activation: str) -> None:
        window, stride = tuple(attrs["kernel"]), tuple(attrs["stride"])
        method(b, name, *inputs, window, stride, padding=attrs["padding"])

    return make


OPERATORS: dict[str, Callable[..., Any]] = {
    "conv2d": conv2d,
    "depthwise_conv2d": depthwise,
    "max_pool2d": pool(Builder.max_pool2d),
    "avg_pool2d": pool(Builder.average_pool2d),
    "concat": lambda b, name, inputs, attrs, _: b.concat(name, inputs, attrs["axis"]),
    "split": lambda b, name, inputs, attrs, _: b.split(name, *inputs, axis=0, count=1),
    "add": lambda b, name, inputs, attrs, activation: b.add(name, *inputs, activation),
    "fully_connected": lambda b, name, inputs, attrs, _: b.fully_connected(
        name, *inputs, attrs["out_features"]
    ),
    "softmax": lambda b, name, inputs, attrs, _: b.softmax(name, *inputs),
}


def main() -> None:
    """Builds, calibrates and writes the folder."""
    source = json.loads((SHARED / "graphs/swiftnet_hpd.json").read_text())
    graph = network(source)
    (image,) = graph.inputs
    size = graph.tensors[image].shape[1]
    samples = {image: crops(size, SAMPLES, SEED)}
    graph = quantize(normalize(graph, samples), samples, {image: PIXELS})

    folder = MODELS / NAME
    interpreter = ship(graph, [portrait(size)], folder)
    (folder / "labels.txt").write_text("no person\nperson\n")
    write_readme(README, interpreter, folder)


if __name__ == "__main__":
    main()
