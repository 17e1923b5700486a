"""Keras's side of the comparison: trains ResNet-20 on the images, prints a line of JSON for each seed.

usage: fit_resnet20.py FOLDER BATCH SEED...

The network is that of engines/zoo/resnet-cifar.ts: 1 x 1 convolutions as shortcuts, no biases but the last.
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

layers = tf.keras.layers
EPOCHS = 3


def convolution(x, filters, kernel, strides=1):
    x = layers.Conv2D(filters, kernel, strides, "same", use_bias=False, kernel_initializer="he_normal")(x)
    return layers.BatchNormalization(momentum=0.99, epsilon=0.001)(x)


def block(x, filters, strides, project):
    main = layers.ReLU()(convolution(x, filters, 3, strides))
    main = convolution(main, filters, 3)
    shortcut = convolution(x, filters, 1, strides) if project else x
    return layers.ReLU()(layers.Add()([main, shortcut]))


def resnet20():
    image = layers.Input((32, 32, 3))
    x = layers.ReLU()(convolution(image, 16, 3))
    for filters in (16, 32, 64):
        for index in range(3):
            first = index == 0 and filters > 16
            x = block(x, filters, 2 if first else 1, first)
    x = layers.GlobalAveragePooling2D()(x)
    return tf.keras.Model(image, layers.Dense(10, "softmax", kernel_initializer="he_normal")(x))


def main(folder, batch, seeds):
    x, y, fold = (np.load(os.path.join(folder, name + ".npy")) for name in ("x", "y", "fold"))
    x, held = x.astype("float32") / 255, fold == 0
    for seed in seeds:
        tf.keras.backend.clear_session()
        tf.keras.utils.set_random_seed(seed)
        model = resnet20()
        model.compile(tf.keras.optimizers.SGD(0.05, 0.9), "sparse_categorical_crossentropy", ["accuracy"])
        told = model.fit(
            x[~held], y[~held], batch, EPOCHS, verbose=0, validation_data=(x[held], y[held]),
        ).history
        print(json.dumps({"seed": seed, **told, "parameters": model.count_params()}), flush=True)


main(sys.argv[1], int(sys.argv[2]), [int(seed) for seed in sys.argv[3:]])
