"""Keras: its `train_step`, compiled, on batches that are tensors already."""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import tensorflow as tf

from measure import RESNET_BLOCKS, WORKS, batches, serve

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
layers = keras.layers


def normalised(x, filters, kernel, strides):
    x = layers.Conv2D(filters, kernel, strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def resnet20(x):
    x = layers.ReLU()(normalised(x, 16, 3, 1))
    for filters, strides in RESNET_BLOCKS:
        main = layers.ReLU()(normalised(x, filters, 3, strides))
        main = normalised(main, filters, 3, 1)
        shortcut = x if strides == 1 else normalised(x, filters, 1, strides)
        x = layers.ReLU()(layers.Add()([main, shortcut]))
    return layers.GlobalAveragePooling2D()(x)


def through(*stack):
    def apply(x):
        for layer in stack:
            x = layer(x)
        return x

    return apply


def dense(*units, activation="relu"):
    return [layers.Dense(each, activation=activation) for each in units]


def body(work):
    if work == "seed":
        conv = layers.Conv2D(32, 3, activation="relu")
        return through(conv, layers.MaxPooling2D(), layers.Flatten(), *dense(100))
    if work == "lenet5":
        first = layers.Conv2D(6, 5, padding="same", activation="tanh")
        second = layers.Conv2D(16, 5, activation="tanh")
        pools = [layers.AveragePooling2D(), layers.AveragePooling2D()]
        return through(first, pools[0], second, pools[1], layers.Flatten(), *dense(120, 84, activation="tanh"))
    if work == "resnet20":
        return resnet20
    return through(*(dense(512, 512) if work == "mlp" else dense(64, 64)))


def build(work):
    shape, classes, _ = WORKS[work]
    inputs = keras.Input(shape)
    model = keras.Model(inputs, layers.Dense(classes)(body(work)(inputs)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), loss)
    data = [(tf.constant(x), tf.constant(y)) for x, y in batches(work)]
    compiled = tf.function(model.train_step)
    last = {}

    def step(index):
        last.update(compiled(data[index]))

    trainable = sum(int(tf.size(each)) for each in model.trainable_variables)
    return trainable, step, lambda: float(last["loss"])


serve("Keras %s, TensorFlow %s" % (keras.__version__, tf.__version__), build)
