"""JAX: one jitted function for a step, which writes the new parameters over the old ones."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from measure import RESNET_BLOCKS, WORKS, batches, serve

random = np.random.default_rng(1)


def glorot(*shape):
    receptive = int(np.prod(shape[:-2]))
    limit = np.sqrt(6 / (receptive * (shape[-2] + shape[-1])))
    return jnp.asarray(random.uniform(-limit, limit, shape), jnp.float32)


def dense_weights(inputs, units):
    return {"kernel": glorot(inputs, units), "bias": jnp.zeros(units)}


def conv_weights(kernel, channels, filters):
    return {"kernel": glorot(kernel, kernel, channels, filters), "bias": jnp.zeros(filters)}


def dense(weights, x):
    return x @ weights["kernel"] + weights["bias"]


def convolve(kernel, x, strides=1, padding="SAME"):
    return lax.conv_general_dilated(x, kernel, (strides, strides), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def pool(x, initial, operation):
    return lax.reduce_window(x, initial, operation, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def stacked(last):
    """Two dense layers with relu and one without."""

    def forward(weights, state, x):
        for each in weights[:-1]:
            x = jax.nn.relu(dense(each, x))
        return dense(weights[-1], x), state

    return [dense_weights(a, b) for a, b in zip(last[:-1], last[1:])], [], forward


def seed():
    def forward(weights, state, x):
        conv, hidden, output = weights
        x = jax.nn.relu(convolve(conv["kernel"], x, padding="VALID") + conv["bias"])
        x = pool(x, -jnp.inf, lax.max).reshape(x.shape[0], -1)
        return dense(output, jax.nn.relu(dense(hidden, x))), state

    return [conv_weights(3, 1, 32), dense_weights(5408, 100), dense_weights(100, 10)], [], forward


def lenet5():
    def forward(weights, state, x):
        for each, padding in zip(weights[:2], ["SAME", "VALID"]):
            x = jnp.tanh(convolve(each["kernel"], x, padding=padding) + each["bias"])
            x = pool(x, 0.0, lax.add) / 4
        x = x.reshape(x.shape[0], -1)
        for each in weights[2:4]:
            x = jnp.tanh(dense(each, x))
        return dense(weights[4], x), state

    sizes = [400, 120, 84, 10]
    convolutions = [conv_weights(5, 1, 6), conv_weights(5, 6, 16)]
    return [*convolutions, *(dense_weights(a, b) for a, b in zip(sizes[:-1], sizes[1:]))], [], forward


def normalised_weights(kernel, channels, filters):
    return {"kernel": glorot(kernel, kernel, channels, filters), "gamma": jnp.ones(filters), "beta": jnp.zeros(filters)}


def normalised(weights, moving, x, strides=1):
    """A convolution and its batch normalisation; returns the new moving mean and variance too."""
    x = convolve(weights["kernel"], x, strides)
    mean = x.mean((0, 1, 2))
    variance = jnp.square(x).mean((0, 1, 2)) - jnp.square(mean)
    scale = weights["gamma"] * lax.rsqrt(variance + 1e-3)
    moved = tuple(0.99 * old + 0.01 * new for old, new in zip(moving, (mean, variance)))
    return x * scale + (weights["beta"] - mean * scale), moved


def resnet20():
    shapes, channels = [(3, 3, 16)], 16
    for filters, strides in RESNET_BLOCKS:
        shapes += [(3, channels, filters), (3, filters, filters)] + ([(1, channels, filters)] if strides > 1 else [])
        channels = filters
    state = [(jnp.zeros(filters), jnp.ones(filters)) for _, _, filters in shapes]

    def forward(weights, state, x):
        moved, pairs = [], iter(zip(weights[:-1], state))

        def normal(x, strides=1):
            x, moving = normalised(*next(pairs), x, strides)
            moved.append(moving)
            return x

        x = jax.nn.relu(normal(x))
        for _, strides in RESNET_BLOCKS:
            main = normal(jax.nn.relu(normal(x, strides)))
            x = jax.nn.relu(main + (normal(x, strides) if strides > 1 else x))
        return dense(weights[-1], x.mean((1, 2))), moved

    return [*(normalised_weights(*shape) for shape in shapes), dense_weights(64, 10)], state, forward


NETWORKS = {
    "seed": seed,
    "lenet5": lenet5,
    "resnet20": resnet20,
    "mlp": lambda: stacked([784, 512, 512, 10]),
    "tabular": lambda: stacked([30, 64, 64, 2]),
}


def stepper(forward):
    def loss_of(weights, state, x, y):
        logits, state = forward(weights, state, x)
        chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1)
        return -chosen.mean(), state

    def step(weights, momenta, state, x, y):
        (loss, state), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights, state, x, y)
        momenta = jax.tree.map(lambda m, g: 0.9 * m - 0.01 * g, momenta, gradients)
        return jax.tree.map(jnp.add, weights, momenta), momenta, state, loss

    return jax.jit(step, donate_argnums=(0, 1, 2))


def build(work):
    weights, state, forward = NETWORKS[work]()
    trainable = sum(each.size for each in jax.tree.leaves(weights))
    data = [(jnp.asarray(x), jnp.asarray(y)) for x, y in batches(work)]
    compiled = stepper(forward)
    now = [weights, jax.tree.map(jnp.zeros_like, weights), state, None]

    def step(index):
        now[:] = compiled(*now[:3], *data[index])

    return trainable, step, lambda: jax.block_until_ready(now) and float(now[3])


serve("JAX %s" % jax.__version__, build)
