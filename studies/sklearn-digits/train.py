"""One classifier on one fold of scikit-learn's digits. By hand: python train.py"""

import fanout
from sklearn.datasets import load_digits

trial = fanout.trial(classifier="support_vectors")


def classifier():
    """The classifier that the trial is about. Only that one is imported: importing takes the most time."""
    name = trial.params.classifier
    if name == "logistic_regression":
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(max_iter=1000)
    if name == "nearest_neighbours":
        from sklearn.neighbors import KNeighborsClassifier

        return KNeighborsClassifier(n_neighbors=3)
    if name == "support_vectors":
        from sklearn.svm import SVC

        return SVC(gamma="scale")
    if name == "random_forest":
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(n_estimators=100, random_state=trial.seed)
    raise SystemExit(f"there is no classifier {name}")


x, y = load_digits(return_X_y=True)
x = x / 16  # grey values from 0 to 16
train, validation = trial.split(len(x))
model = classifier().fit(x[train], y[train])
trial.report(accuracy=model.score(x[validation], y[validation]))
