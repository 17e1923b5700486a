"""JAX: `vmap` over the trials of a pack, many steps in one jitted call. The images lie on the card as bytes."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from measure import BATCH, arguments, measure, mnist, say

options = arguments()
pixels, classes = mnist(options.mnist)
images, labels = jnp.asarray(pixels), jnp.asarray(classes.astype(np.int32))
card = jax.devices()[0]
# Steps in one call: more are several calls.
CHUNK = 64


def first_weights(key):
    keys = jax.random.split(key, 3)
    draw = lambda key, *shape: jax.random.uniform(key, shape, jnp.float32, -0.03, 0.03)
    return {
        "conv": (draw(keys[0], 3, 3, 1, 32), jnp.zeros(32)),
        "hidden": (draw(keys[1], 5408, 100), jnp.zeros(100)),
        "output": (draw(keys[2], 100, 10), jnp.zeros(10)),
    }


def loss_of(weights, x, y):
    kernel, bias = weights["conv"]
    x = lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")) + bias
    x = lax.reduce_window(jax.nn.relu(x), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID").reshape(BATCH, -1)
    x = jax.nn.relu(x @ weights["hidden"][0] + weights["hidden"][1])
    scores = x @ weights["output"][0] + weights["output"][1]
    return -jnp.take_along_axis(jax.nn.log_softmax(scores), y[:, None], 1).mean()


def train(state, order):
    """Steps of all trials on the same batches, as a pack of fanout has them; returns the sum of each one's losses."""

    def step(state, indices):
        x, y = images[indices][..., None].astype(jnp.float32) / 255, labels[indices]

        def one(weights, momenta):
            loss, gradients = jax.value_and_grad(loss_of)(weights, x, y)
            momenta = jax.tree.map(lambda m, g: 0.9 * m - 0.01 * g, momenta, gradients)
            return (jax.tree.map(jnp.add, weights, momenta), momenta), loss

        return jax.vmap(one)(*state)

    state, losses = lax.scan(step, state, order)
    return state, losses.sum(0)


def runner(pack):
    weights = jax.vmap(first_weights)(jax.random.split(jax.random.key(1), pack))
    held = [(weights, jax.tree.map(jnp.zeros_like, weights))]
    compiled = jax.jit(train, donate_argnums=0)
    random = np.random.default_rng(1)

    def run(steps):
        size = min(CHUNK, steps)
        for _ in range(steps // size):
            order = jnp.asarray(random.integers(0, len(pixels), (size, BATCH), np.int32))
            held[0], losses = compiled(held[0], order)
        jax.block_until_ready(losses)

    # Compiles for both sizes of call that a measurement makes.
    run(CHUNK)
    return run


def measured(packs, precision, named):
    with jax.default_matmul_precision(named):
        for pack in packs:
            say("JAX %s vmap" % jax.__version__, pack, precision, card.device_kind, measure(runner(pack), options.seconds))


# On a card "tensorfloat32" is what JAX takes where nothing is said.
if card.platform == "gpu":
    measured(options.packs, "TF32", "tensorfloat32")
measured(options.packs, "float32", "highest")
