"""Writes Models/randwire-ws32: two stages wired as Watts-Strogatz graphs, with seeded weights.

Run in Models/: python -m tools.make_randwire_ws32
"""

import numpy as np

from .builder import Builder
from .graph import Graph
from .photos import PIXELS, crops, portrait
from .quantize import normalize, quantize
from .ship import MODELS, ship, write_readme

NAME = "randwire-ws32"
SEED = 5
SIZE = 32
SAMPLES = 64
NODES, NEIGHBOURS, REWIRING = 32, 4, 0.75
Edge = tuple[int, int]

README = """# randwire-ws32

A randomly wired network (Xie et al., *Exploring Randomly Wired Neural Networks for Image
Recognition*, 2019): 32x32x3 to ten probabilities, two stages of 32 nodes each, wired as
Watts-Strogatz graphs WS(32, 4, 0.75) and executed in order of node index. A node sums its inputs
pair by pair (without the learned weights of the paper), then ReLU, depthwise 3x3, 1x1 convolution.
The weights are seeded, scaled layer by layer so that activations neither vanish nor saturate; the
model is here for its wiring, the answer means nothing.

Byte of a pixel = value - 128. `input.bin` is the middle of NASA's portrait of Eileen Collins
(public domain, from scikit-image), 448x448 pixels averaged 14x14. Calibrated on crops of four
pictures from scikit-image (astronaut, rocket: public domain; chelsea, coffee: CC0).

Made by `python -m tools.make_randwire_ws32`, run in `Models/` with `tools/requirements.txt`
installed.
"""


def watts_strogatz(random: np.random.Generator) -> list[Edge]:
    """The edges (low, high) of a connected WS(32, 4, 0.75) graph, sorted; low feeds high.

    Watts and Strogatz, Nature 393 (1998): each node of a ring joins its next two; then every edge
    moves its far end with probability 0.75. Drawn again until connected.
    """
    while True:
        edges = {
            frozenset((node, (node + reach) % NODES))
            for reach in range(1, NEIGHBOURS // 2 + 1)
            for node in range(NODES)
        }
        for reach in range(1, NEIGHBOURS // 2 + 1):
            for node in range(NODES):
                if random.random() < REWIRING:
                    free = [
                        n for n in range(NODES) if n != node and frozenset((node, n)) not in edges
                    ]
                    edges.discard(frozenset((node, (node + reach) % NODES)))
                    edges.add(frozenset((node, int(random.choice(free)))))
        if is_connected(edges):
            return sorted((min(edge), max(edge)) for edge in edges)


def is_connected(edges: set[frozenset[int]]) -> bool:
    """Whether every node is reached from node 0."""
    reached, frontier = {0}, [0]
    while frontier:
        node = frontier.pop()
        near = {n for edge in edges if node in edge for n in edge} - reached
        reached |= near
        frontier.extend(near)
    return len(reached) == NODES


def stage(b: Builder, name: str, x: str, channels: int, stride: int) -> str:
    """One random graph; nodes without a predecessor read `x` with `stride`.

    Nodes without a successor are summed (the paper's mean, but for a factor the next layer has).
    """
    edges = watts_strogatz(b.random)
    made: list[str] = []
    for node in range(NODES):
        sources = [made[low] for low, high in edges if high == node]
        step = 1 if sources else stride
        prefix = f"{name}/node{node}"
        y = b.relu(f"{prefix}/relu", total(b, f"{prefix}/sum", sources or [x]))
        y = b.depthwise_conv2d(f"{prefix}/depthwise", y, (3, 3), stride=(step, step))
        made.append(b.conv2d(f"{prefix}/pointwise", y, channels, (1, 1)))
    inner = {low for low, _ in edges}
    return total(b, f"{name}/sum", [made[node] for node in range(NODES) if node not in inner])


def total(b: Builder, name: str, tensors: list[str]) -> str:
    """A chain of pairwise additions; one tensor is its own sum."""
    result = tensors[0]
    for index, tensor in enumerate(tensors[1:]):
        result = b.add(f"{name}{index}", result, tensor)
    return result


def network() -> Graph:
    """The float graph, 32x32x3 to ten probabilities."""
    b = Builder(NAME, SEED)
    x = b.input("image", (1, SIZE, SIZE, 3))
    x = b.conv2d("stem", x, 32, (3, 3), (2, 2))
    x = stage(b, "stage1", x, channels=32, stride=1)
    x = stage(b, "stage2", x, channels=64, stride=2)
    x = b.mean("features", b.relu("relu", x))
    b.output(b.softmax("probabilities", b.fully_connected("logits", x, 10)))
    return b.graph


def main() -> None:
    """Builds, calibrates and writes the folder."""
    samples = {"image": crops(SIZE, SAMPLES, SEED)}
    graph = quantize(normalize(network(), samples), samples, {"image": PIXELS})
    folder = MODELS / NAME
    write_readme(README, ship(graph, [portrait(SIZE)], folder), folder)


if __name__ == "__main__":
    main()
