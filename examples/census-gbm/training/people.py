"""Invented people whose features are distributed, one by one, like those of the UCI Adult data set.

(48,842 people, https://archive.ics.uci.edu/dataset/2/adult). The features are independent here,
which they are not there. Invented, so that training needs no download and no licence.
"""

import numpy as np

# How many of the 48,842 people have education_num 1, 2, …, 16.
EDUCATION = np.array(
    [83, 247, 509, 955, 756, 1389, 1812, 657, 15784, 10878, 2061, 1601, 8025, 2657, 834, 594]
)


def draw_people(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows in the order of FEATURES, and 1 for who earns more than $50K, else 0."""
    random = np.random.Generator(np.random.PCG64(seed))
    education = 1 + random.choice(16, size=count, p=EDUCATION / EDUCATION.sum())
    rows = np.column_stack(
        [
            clip(17 + 8.64 * random.gamma(2.5, size=count), 17, 90),
            clip(np.exp(random.normal(12.018, 0.52, count)), 12_285, 1_490_400),
            education,
            draw_gain(random, count),
            draw_loss(random, count),
            draw_hours(random, count),
        ]
    ).astype(np.float32)
    labels = random.random(count) < income_probability(rows)
    return rows, labels.astype(np.int8)


def income_probability(rows: np.ndarray) -> np.ndarray:
    """The rule behind the labels; `fnlwgt` is a sampling weight and says nothing.

    The intercept is set so that about 24 % earn more than 50K. Labels are drawn with this
    probability, so no model can be right always.
    """
    age, _, education, gain, loss, hours = rows.T.astype(np.float64)
    log_odds = (
        -0.68
        + 0.45 * (education - 10)
        + 0.05 * (hours - 40)
        - ((age - 48) / 13) ** 2
        + 5 * (gain > 6000)
        + 1.2 * (loss > 1500)
    )
    return 1 / (1 + np.exp(-log_odds))


def draw_gain(random: np.random.Generator, count: int) -> np.ndarray:
    # 99,999 is where the census cut the gains off: one gain in seventeen stands there.
    gain = clip(6500 * np.exp(random.normal(0, 0.6, count)), 114, 41_310)
    gain[random.random(count) < 0.06] = 99_999
    gain[random.random(count) >= 0.083] = 0
    return gain


def draw_loss(random: np.random.Generator, count: int) -> np.ndarray:
    loss = clip(random.normal(1870, 360, count), 155, 4356)
    loss[random.random(count) >= 0.047] = 0
    return loss


def draw_hours(random: np.random.Generator, count: int) -> np.ndarray:
    hours = clip(random.normal(41, 17, count), 1, 99)
    hours[random.random(count) < 0.47] = 40
    return hours


def clip(values: np.ndarray, lowest: float, highest: float) -> np.ndarray:
    return np.rint(np.clip(values, lowest, highest))
