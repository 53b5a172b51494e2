"""Writes Models/darts-cell: cells of the DARTS V2 genotype with seeded weights.

Run in Models/: python -m tools.make_darts_cell
"""

from dataclasses import dataclass

from .builder import Builder
from .graph import Graph
from .photos import PIXELS, crops, portrait
from .quantize import normalize, quantize
from .ship import MODELS, ship, write_readme

NAME = "darts-cell"
SEED = 3
SIZE = 32
SAMPLES = 64
CHANNELS = 16
STEM_CHANNELS = 48

README = """# darts-cell

Four cells of the DARTS V2 genotype (Liu, Simonyan, Yang, *DARTS: Differentiable Architecture
Search*, 2019), 32x32x3 to ten probabilities: stem 3x3 with stride 2, normal, normal, reduction,
normal, mean, fully connected, softmax. ReLU comes before each convolution, batch normalisation is
folded, a separable 3x3 is done twice, the last cell reads the map before the reduction through a
factorised reduction (two strided convolutions, one of them on the odd pixels, joined). The weights
are seeded, scaled layer by layer so that activations neither vanish nor saturate; the model is
here for its wiring, the answer means nothing.

Byte of a pixel = value - 128. `input.bin` is the middle of NASA's portrait of Eileen Collins
(public domain, from scikit-image), 448x448 pixels averaged 14x14. Calibrated on crops of four
pictures from scikit-image (astronaut, rocket: public domain; chelsea, coffee: CC0).

Made by `python -m tools.make_darts_cell`, run in `Models/` with `tools/requirements.txt`
installed.
"""


@dataclass(frozen=True)
class Genotype:
    """Eight edges (operation, state it reads), two for each of the nodes 2, 3, 4 and 5."""

    edges: tuple[tuple[str, int], ...]
    stride: int


NORMAL = Genotype(
    (
        ("sep_conv_3x3", 0),
        ("sep_conv_3x3", 1),
        ("sep_conv_3x3", 0),
        ("sep_conv_3x3", 1),
        ("sep_conv_3x3", 1),
        ("skip_connect", 0),
        ("skip_connect", 0),
        ("dil_conv_3x3", 2),
    ),
    stride=1,
)
REDUCTION = Genotype(
    (
        ("max_pool_3x3", 0),
        ("max_pool_3x3", 1),
        ("skip_connect", 2),
        ("max_pool_3x3", 1),
        ("max_pool_3x3", 0),
        ("skip_connect", 2),
        ("skip_connect", 2),
        ("max_pool_3x3", 1),
    ),
    stride=2,
)


def cell(b: Builder, name: str, genotype: Genotype, before: str, last: str, channels: int) -> str:
    """A cell reading the outputs of the cell before the last and of the last: four node sums,
    joined by a concat to 4 * channels."""
    reduced = b.shape(before)[1] != b.shape(last)[1]
    preprocess = factorized_reduce if reduced else relu_conv
    states = [
        preprocess(b, f"{name}/preprocess0", before, channels),
        relu_conv(b, f"{name}/preprocess1", last, channels),
    ]
    for node in range(2, 6):
        parts = []
        for side, (operation, source) in enumerate(genotype.edges[2 * node - 4 : 2 * node - 2]):
            stride = genotype.stride if source < 2 else 1
            label = f"{name}/node{node}/{side}/{operation}"
            parts.append(OPERATIONS[operation](b, label, states[source], stride))
        states.append(b.add(f"{name}/node{node}", *parts))
    return b.concat(f"{name}/concat", states[2:])


def relu_conv(b: Builder, name: str, x: str, channels: int) -> str:
    """ReLU, then a 1x1 convolution."""
    return b.conv2d(name, b.relu(f"{name}/relu", x), channels, (1, 1))


def factorized_reduce(b: Builder, name: str, x: str, channels: int) -> str:
    """ReLU, then half of the channels from the even pixels and half from the odd ones.

    The odd pixels come from the last position of a 2x2 window, the other weights being 0.
    """
    x = b.relu(f"{name}/relu", x)
    even = b.conv2d(f"{name}/even", x, channels // 2, (1, 1), (2, 2), padding="valid")
    odd = b.conv2d(f"{name}/odd", x, channels // 2, (2, 2), (2, 2), padding="valid")
    weights = b.graph.tensors[f"{odd}/weights"].data
    weights[:, 0, :, :] = 0
    weights[:, 1, 0, :] = 0
    return b.concat(name, [even, odd])


def separable(b: Builder, name: str, x: str, stride: int, dilation: int = 1) -> str:
    """ReLU, depthwise 3x3, 1x1 convolution."""
    strides, dilations = (stride, stride), (dilation, dilation)
    x = b.relu(f"{name}/relu", x)
    x = b.depthwise_conv2d(f"{name}/depthwise", x, (3, 3), stride=strides, dilation=dilations)
    return b.conv2d(f"{name}/pointwise", x, b.shape(x)[3], (1, 1))


def separable_twice(b: Builder, name: str, x: str, stride: int) -> str:
    """sep_conv_3x3: the first of the two has the stride."""
    return separable(b, f"{name}/second", separable(b, f"{name}/first", x, stride), 1)


OPERATIONS = {
    "sep_conv_3x3": separable_twice,
    "dil_conv_3x3": lambda b, name, x, stride: separable(b, name, x, stride, dilation=2),
    "max_pool_3x3": lambda b, name, x, stride: b.max_pool2d(name, x, (3, 3), (stride, stride)),
    "skip_connect": lambda b, name, x, stride: x,
}


def network() -> Graph:
    """The float graph, 32x32x3 to ten probabilities."""
    b = Builder(NAME, SEED)
    image = b.input("image", (1, SIZE, SIZE, 3))
    stem = b.conv2d("stem", image, STEM_CHANNELS, (3, 3), (2, 2))
    first = cell(b, "cell1", NORMAL, stem, stem, CHANNELS)
    second = cell(b, "cell2", NORMAL, stem, first, CHANNELS)
    third = cell(b, "cell3", REDUCTION, first, second, 2 * CHANNELS)
    fourth = cell(b, "cell4", NORMAL, second, third, 2 * CHANNELS)
    features = b.mean("features", fourth)
    b.output(b.softmax("probabilities", b.fully_connected("logits", features, 10)))
    return b.graph


def main() -> None:
    """Builds, calibrates and writes the folder."""
    samples = {"image": crops(SIZE, SAMPLES, SEED)}
    graph = quantize(normalize(network(), samples), samples, {"image": PIXELS})
    folder = MODELS / NAME
    write_readme(README, ship(graph, [portrait(SIZE)], folder), folder)


if __name__ == "__main__":
    main()
