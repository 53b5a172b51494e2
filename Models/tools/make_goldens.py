"""Writes the golden cases: tiny graphs with random inputs and the outputs of TFLM.

Run in Models/: python -m tools.make_goldens
"""

import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .builder import Builder, Pair
from .graph import Quantization
from .quantize import quantize, to_real
from .ship import ship

FOLDER = Path(__file__).parents[2] / "Tests/EndToEndTests/Goldens"
INPUT = Quantization.per_tensor(0.02, -3)
# A scale wide enough that the bounds of every fused activation lie inside -128...127.
SIGNED = Quantization.per_tensor(0.06, -25)
# Input steps so close to the zero point -3 that accumulators stay small.
NEAR_ZERO = (-4, -2)
Body = Callable[[Builder], str]


def q(scale: float, zero_point: int) -> Quantization:
    """One scale for a whole tensor."""
    return Quantization.per_tensor(scale, zero_point)


class Cases:
    """Writes each case it is given; the seed is the CRC-32 of its name."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.count = 0

    def add(
        self,
        name: str,
        inputs: dict[str, tuple[int, ...]],
        body: Body,
        per_tensor: bool = False,
        levels: tuple[int, int] = (-128, 127),
        **fixed: Quantization,
    ) -> None:
        """`body` adds the nodes and returns the output; `fixed` overrides calibrated scales.

        Input values are drawn from the inclusive range `levels`.
        """
        builder = Builder(name, seed=zlib.crc32(name.encode()))
        self.count += 1
        for tensor, shape in inputs.items():
            builder.input(tensor, shape)
        builder.output(body(builder))
        scales = {tensor: fixed.get(tensor, INPUT) for tensor in inputs} | fixed
        values = {
            tensor: builder.random.integers(*levels, shape, dtype=np.int8, endpoint=True)
            for tensor, shape in inputs.items()
        }
        samples = {tensor: to_real(array, scales[tensor]) for tensor, array in values.items()}
        graph = quantize(builder.graph, samples, scales, per_tensor)
        ship(graph, list(values.values()), self.folder / name)


def image(height: int, width: int, channels: int) -> dict[str, tuple[int, ...]]:
    """One input x [1, H, W, C]."""
    return {"x": (1, height, width, channels)}


def convolutions(cases: Cases) -> None:
    """Windows, strides, paddings, groups, activations and weight scales of conv2d."""

    def conv(channels: int, window: Pair, stride: Pair = (1, 1), **options) -> Body:
        return lambda b: b.conv2d("y", "x", channels, window, stride, **options)

    cases.add("conv2d-1x1", image(5, 6, 7), conv(9, (1, 1)))
    cases.add("conv2d-3x3-same-relu", image(7, 6, 3), conv(8, (3, 3), activation="relu"), y=SIGNED)
    cases.add("conv2d-3x3-valid-stride-2", image(8, 9, 4), conv(5, (3, 3), (2, 2), padding="valid"))
    cases.add("conv2d-3x3-same-stride-2-even", image(8, 8, 3), conv(4, (3, 3), (2, 2)))
    cases.add(
        "conv2d-5x5-stride-3-relu6",
        image(11, 10, 2),
        conv(6, (5, 5), (3, 3), activation="relu6"),
        y=SIGNED,
    )
    cases.add("conv2d-1x7-stride-1x2", image(4, 13, 3), conv(5, (1, 7), (1, 2)))
    cases.add(
        "conv2d-3x2-stride-3x1-valid", image(10, 5, 3), conv(4, (3, 2), (3, 1), padding="valid")
    )
    cases.add(
        "conv2d-3x3-dilation-2-relu-n1-to-1",
        image(9, 8, 3),
        conv(5, (3, 3), dilation=(2, 2), activation="relu_n1_to_1"),
        y=SIGNED,
    )
    cases.add(
        "conv2d-3x3-dilation-2x3-valid",
        image(9, 10, 2),
        conv(3, (3, 3), dilation=(2, 3), padding="valid"),
    )
    cases.add("conv2d-groups-2", image(5, 5, 6), conv(8, (3, 3), groups=2))
    cases.add("conv2d-per-tensor-weights", image(6, 5, 4), conv(6, (3, 3)), per_tensor=True)
    cases.add(
        "conv2d-multiplier-above-1",
        image(5, 5, 3),
        conv(4, (1, 1)),
        levels=NEAR_ZERO,
        x=q(1, -3),
        y=q(0.0075, 7),
    )
    cases.add("conv2d-no-bias", image(5, 4, 3), conv(4, (3, 3), bias=False))
    cases.add("conv2d-window-larger-than-image", image(3, 2, 4), conv(5, (5, 5)))


def depthwise_convolutions(cases: Cases) -> None:
    """Channel multipliers, strides, dilations and weight scales of depthwise_conv2d."""

    def depthwise(window: Pair, multiplier: int, **options) -> Body:
        return lambda b: b.depthwise_conv2d("y", "x", window, multiplier, **options)

    cases.add("depthwise-3x3", image(6, 7, 9), depthwise((3, 3), 1))
    cases.add(
        "depthwise-3x3-multiplier-2-stride-2-relu6",
        image(8, 7, 3),
        depthwise((3, 3), 2, stride=(2, 2), activation="relu6"),
        y=SIGNED,
    )
    cases.add(
        "depthwise-5x5-multiplier-3-valid", image(7, 8, 2), depthwise((5, 5), 3, padding="valid")
    )
    cases.add(
        "depthwise-3x3-dilation-2-relu",
        image(9, 9, 4),
        depthwise((3, 3), 1, dilation=(2, 2), activation="relu"),
        y=SIGNED,
    )
    cases.add("depthwise-per-tensor-weights", image(6, 6, 5), depthwise((3, 3), 1), per_tensor=True)
    cases.add(
        "depthwise-multiplier-above-1",
        image(5, 5, 3),
        depthwise((3, 3), 1),
        levels=NEAR_ZERO,
        x=q(1, -3),
        y=q(0.0035, -9),
    )


def dense_layers(cases: Cases) -> None:
    """fully_connected and softmax."""
    cases.add(
        "fully-connected",
        {"x": (1, 37)},
        lambda b: b.fully_connected("y", "x", 11),
    )
    cases.add(
        "fully-connected-batch-3-relu",
        {"x": (3, 20)},
        lambda b: b.fully_connected("y", "x", 7, activation="relu"),
        y=SIGNED,
    )
    cases.add(
        "fully-connected-from-image-then-softmax",
        image(2, 3, 4),
        lambda b: b.softmax("y", b.fully_connected("logits", "x", 10)),
    )
    cases.add("softmax", {"x": (1, 10)}, lambda b: b.softmax("y", "x"), x=q(0.05, 4))
    cases.add(
        "softmax-beta-half-rows-5",
        {"x": (5, 6)},
        lambda b: b.softmax("y", "x", 0.5),
        x=q(0.11, -20),
    )


def pools_and_means(cases: Cases) -> None:
    """Pools with clipped windows and fused activations, and mean with and without rescaling."""
    cases.add(
        "average-pool-3x3-same-stride-2",
        image(7, 5, 6),
        lambda b: b.average_pool2d("y", "x", (3, 3), (2, 2)),
    )
    cases.add(
        "average-pool-2x3-valid-relu",
        image(6, 7, 5),
        lambda b: b.average_pool2d("y", "x", (2, 3), (2, 3), padding="valid", activation="relu"),
    )
    cases.add(
        "average-pool-3x3-stride-1-relu6",
        image(5, 5, 3),
        lambda b: b.average_pool2d("y", "x", (3, 3), (1, 1), activation="relu6"),
        x=q(0.1, -11),
    )
    cases.add(
        "max-pool-3x3-same-stride-2",
        image(7, 9, 6),
        lambda b: b.max_pool2d("y", "x", (3, 3), (2, 2)),
    )
    cases.add(
        "max-pool-2x2-valid-relu-n1-to-1",
        image(7, 5, 4),
        lambda b: b.max_pool2d(
            "y", "x", (2, 2), (2, 2), padding="valid", activation="relu_n1_to_1"
        ),
    )
    cases.add("mean-keep-dimensions", image(5, 7, 6), lambda b: b.mean("y", "x", True))
    cases.add("mean-one-scale", image(4, 4, 9), lambda b: b.mean("y", "x"), y=INPUT)
    cases.add("mean-to-coarser-scale", image(3, 5, 9), lambda b: b.mean("y", "x"), y=q(0.05, 10))
    cases.add("mean-to-finer-scale", image(6, 6, 9), lambda b: b.mean("y", "x"), y=q(0.006, -40))


def elementwise(cases: Cases) -> None:
    """add, mul, relu, relu6 and requantize across scales."""
    pair = {"a": (1, 5, 4, 6), "b": (1, 5, 4, 6)}
    other = q(0.037, 19)
    cases.add("add-different-scales", pair, lambda b: b.add("y", "a", "b"), b=other)
    cases.add("add-relu", pair, lambda b: b.add("y", "a", "b", "relu"), b=other, y=SIGNED)
    cases.add("add-one-scale-saturating", pair, lambda b: b.add("y", "a", "b"), b=INPUT, y=INPUT)
    cases.add(
        "add-to-itself",
        image(4, 5, 3),
        lambda b: b.add("y", "x", "x", "relu6"),
        x=q(0.1, 5),
        y=SIGNED,
    )
    cases.add("mul", pair, lambda b: b.mul("y", "a", "b"), b=other)
    cases.add(
        "mul-relu6", pair, lambda b: b.mul("y", "a", "b", "relu6"), a=other, b=other, y=SIGNED
    )
    cases.add("relu", image(4, 6, 5), lambda b: b.relu("y", "x"))
    cases.add("relu-one-scale", image(4, 6, 5), lambda b: b.relu("y", "x"), y=INPUT)
    cases.add("relu6", image(4, 6, 5), lambda b: b.relu6("y", "x"), x=q(0.06, -30))
    cases.add("requantize-coarser", image(4, 6, 5), lambda b: b.requantize("y", "x"), y=other)
    cases.add("requantize-finer", image(4, 6, 5), lambda b: b.requantize("y", "x"), y=q(0.011, -60))
    cases.add(
        "requantize-zero-point", image(4, 6, 5), lambda b: b.requantize("y", "x"), y=q(0.02, 30)
    )


def data_movement(cases: Cases) -> None:
    """concat, split and pad: pure copies."""

    def joined(axis: int) -> Body:
        return lambda b: b.concat("y", list(b.graph.inputs), axis)

    cases.add("concat-axis-1", {f"x{i}": (1, i + 1, 4, 3) for i in range(3)}, joined(1))
    cases.add("concat-axis-2", {f"x{i}": (1, 3, 2 * i + 1, 5) for i in range(2)}, joined(2))
    cases.add(
        "concat-axis-3-inputs-8", {f"x{i}": (1, 4, 3, i % 3 + 1) for i in range(8)}, joined(3)
    )
    cases.add(
        "concat-of-two-convolutions",
        image(5, 5, 3),
        lambda b: b.concat(
            "y", [b.conv2d("left", "x", 4, (1, 1)), b.conv2d("right", "x", 5, (3, 3)), "x"]
        ),
        x=q(0.04, 3),
    )
    cases.add(
        "split-axis-3-then-swap",
        image(4, 5, 6),
        lambda b: b.concat("y", b.split("halves", "x", 3, 2)[::-1]),
    )
    cases.add(
        "split-axis-1-then-add",
        image(6, 3, 4),
        lambda b: b.add("y", *b.split("halves", "x", 1, 2)),
    )
    cases.add(
        "split-into-one",
        image(4, 3, 5),
        lambda b: b.split("y", "x", 0, 1)[0],
    )
    cases.add(
        "pad",
        image(4, 5, 3),
        lambda b: b.pad("y", "x", [(0, 0), (2, 1), (0, 3), (0, 0)]),
    )
    cases.add(
        "pad-then-conv2d-valid-stride-2",
        image(8, 8, 3),
        lambda b: b.conv2d(
            "y",
            b.pad("padded", "x", [(0, 0), (1, 1), (1, 1), (0, 0)]),
            4,
            (3, 3),
            (2, 2),
            padding="valid",
        ),
    )


def main() -> None:
    """Replaces the whole folder of goldens."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    cases = Cases(FOLDER)
    for section in (
        convolutions,
        depthwise_convolutions,
        dense_layers,
        pools_and_means,
        elementwise,
        data_movement,
    ):
        section(cases)
    print(f"{cases.count} cases in {FOLDER.name}")


if __name__ == "__main__":
    main()
