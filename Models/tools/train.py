"""Trains the constants of a float graph: cross-entropy, Adam, a cosine schedule, in jax."""

import os

# One thread and one instruction set, so that a second run adds in the same order.
os.environ["XLA_FLAGS"] = (
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1 --xla_cpu_max_isa=AVX2"
)

import jax
import jax.numpy as jnp
import numpy as np

from .floats import run
from .graph import Graph

BATCH = 64
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-2
DECAY_1, DECAY_2, TINY = 0.9, 0.999, 1e-8
Parameters = dict[str, jax.Array]


def train(
    graph: Graph, logits: str, images: np.ndarray, labels: np.ndarray, epochs: int, seed: int
) -> Graph:
    """The graph with trained constants; images [count, H, W, C] are shifted by up to one pixel."""
    random = np.random.default_rng(seed)
    parameters = {name: jnp.asarray(a, jnp.float32) for name, a in graph.constants().items()}
    moments = [jax.tree.map(jnp.zeros_like, parameters) for _ in range(2)]
    per_epoch = len(images) // BATCH
    steps = epochs * per_epoch

    def loss(parameters: Parameters, batch: jax.Array, classes: jax.Array) -> jax.Array:
        scores = run(graph, {**parameters, graph.inputs[0]: batch}, jnp)[logits]
        return -jnp.mean(jax.nn.log_softmax(scores)[jnp.arange(len(classes)), classes])

    @jax.jit
    def update(parameters, first, second, step, batch, classes):
        gradient = jax.grad(loss)(parameters, batch, classes)
        rate = LEARNING_RATE * 0.5 * (1 + jnp.cos(jnp.pi * step / steps))
        first = jax.tree.map(lambda m, g: DECAY_1 * m + (1 - DECAY_1) * g, first, gradient)
        second = jax.tree.map(lambda v, g: DECAY_2 * v + (1 - DECAY_2) * g * g, second, gradient)

        def move(p, m, v):
            direction = m / (1 - DECAY_1 ** (step + 1))
            size = jnp.sqrt(v / (1 - DECAY_2 ** (step + 1))) + TINY
            return p - rate * (direction / size + WEIGHT_DECAY * p)

        return jax.tree.map(move, parameters, first, second), first, second

    for step in range(steps):
        if step % per_epoch == 0:
            order = random.permutation(len(images))
        chosen = order[step % per_epoch * BATCH :][:BATCH]
        batch = shifted(images[chosen], random)
        parameters, *moments = update(parameters, *moments, step, batch, labels[chosen])
    return graph.with_constants({n: np.asarray(p, np.float64) for n, p in parameters.items()})


def shifted(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Each image moved by -1, 0 or 1 pixel along both axes, zeros moving in."""
    height, width = images.shape[1:3]
    padded = np.pad(images, [(0, 0), (1, 1), (1, 1), (0, 0)])
    corners = random.integers(0, 3, (len(images), 2))
    return np.stack(
        [
            image[top : top + height, left : left + width]
            for image, (top, left) in zip(padded, corners, strict=True)
        ]
    ).astype(np.float32)
