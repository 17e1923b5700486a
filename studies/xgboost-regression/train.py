"""Boosted trees on one fold of scikit-learn's diabetes data. By hand: python train.py"""

import fanout
import xgboost
from sklearn.datasets import load_diabetes

trial = fanout.trial(max_depth=3, rounds=100, eta=0.1, subsample=0.8)


class Report(xgboost.callback.TrainingCallback):
    """Reports the error after each tree."""

    def after_iteration(self, model, epoch, evals_log):
        """Called by XGBoost; True would end the training."""
        trial.report(epoch=epoch, rmse=evals_log["validation"]["rmse"][-1])
        return trial.should_stop()


x, y = load_diabetes(return_X_y=True)
train, validation = trial.split(len(x))
xgboost.train(
    {
        "objective": "reg:squarederror",
        "max_depth": trial.params.max_depth,
        "eta": trial.params.eta,
        "subsample": trial.params.subsample,
        "seed": trial.seed,
        "nthread": 1,
    },
    xgboost.DMatrix(x[train], y[train]),
    num_boost_round=trial.params.rounds,
    evals=[(xgboost.DMatrix(x[validation], y[validation]), "validation")],
    callbacks=[Report()],
    verbose_eval=False,
)
if trial.should_stop():
    raise SystemExit(fanout.TRY_AGAIN)
