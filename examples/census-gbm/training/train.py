"""Trains a model of one of three sizes: python training/train.py 140MB

The three overfit on purpose, as the study's models did, for a file that takes long to load: trees
as deep as 20 levels, and many of them. `tiny` is for the checks.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import joblib
import sklearn
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score, roc_auc_score

from people import draw_people

SEED = 1994


@dataclass(frozen=True)
class Recipe:
    people: int
    trees: int
    depth: int = 20


RECIPES = {
    "tiny": Recipe(people=2_000, trees=20, depth=6),
    "140MB": Recipe(people=20_000, trees=216),
    "420MB": Recipe(people=20_000, trees=597),
    "1090MB": Recipe(people=50_000, trees=955),
}


def train(recipe: Recipe) -> GradientBoostingClassifier:
    rows, labels = draw_people(recipe.people, SEED)
    model = GradientBoostingClassifier(
        n_estimators=recipe.trees,
        max_depth=recipe.depth,
        learning_rate=0.05,
        # Each tree sees others, so that the later ones have something left to learn.
        subsample=0.6,
        random_state=SEED,
    )
    return model.fit(rows, labels)


def describe(model: GradientBoostingClassifier, path: Path) -> dict[str, object]:
    """What the file is, with its quality on people that the model has not seen."""
    rows, labels = draw_people(5_000, SEED + 1)
    probabilities = model.predict_proba(rows)[:, 1]
    return {
        "bytes": path.stat().st_size,
        "nodes": int(sum(tree[0].tree_.node_count for tree in model.estimators_)),
        "accuracy": round(float(accuracy_score(labels, probabilities >= 0.5)), 3),
        "auc": round(float(roc_auc_score(labels, probabilities)), 3),
        "scikit-learn": sklearn.__version__,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the model of one size.")
    parser.add_argument("size", choices=RECIPES)
    parser.add_argument("--directory", type=Path, default=Path(__file__).parents[1] / "model")
    options = parser.parse_args()
    recipe = RECIPES[options.size]
    started = time.perf_counter()
    model = train(recipe)
    options.directory.mkdir(parents=True, exist_ok=True)
    path = options.directory / f"{options.size}.joblib"
    # Uncompressed: decompressing would take longer than reading.
    joblib.dump(model, path)
    facts = {"size": options.size, **asdict(recipe), **describe(model, path)}
    json.dump({**facts, "seconds": round(time.perf_counter() - started, 1)}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
