"""Makes shipped-rule.json: runs with the verdicts of the relative rule, computed in numpy and scipy.

    python3 test/statistics/make-vectors.py && npx biome format --write test/statistics

It shares no code with src/: the rule is written here a second time, as its papers have it (the
sources stand beside the TypeScript), and scipy has the quantiles. Only the constants are the
product's, from src/verdict/policy.ts and src/statistics/. Made with numpy 2.4.6 and scipy 1.17.1.
"""

import json
import math
import pathlib

import numpy as np
from scipy.stats import norm

LOOKS = (4, 6, 8, 10, 12, 16, 20, 24)
PER_ROUND = 10
TESTS = 2
ALPHA, ALPHA_POWER = 0.01, 3
BETA = 0.05
FAIL_BARS = (7.0, 4.0)
PASS_BAR = 4.6
DEPLOYMENT_SD, PRIOR_ROUNDS = 0.02, 8
LEAST_GAP = 0.05
UNUSUAL_RATIOS = (1.5, 2.5)
SHARE_FAIL, SHARE_PASS = 0.05, 0.15
MIN_ROUNDS, SETTLED_RATIO, SETTLED_ERRORS, MOST_UNSETTLED = 3, 1.25, 3, 4


# The rule. A side is a list of rounds, a round an array of natural logarithms.


def hodges_lehmann(a, b):
    """Median of all differences b - a, and a quarter of their interval of 2 standard errors."""
    differences = np.sort(np.subtract.outer(b, a).ravel())
    pairs = len(differences)
    spread = math.sqrt(pairs * (len(a) + len(b) + 1) / 12)
    k = math.floor(pairs / 2 - 2 * spread - 0.5 + 1e-9)
    return np.median(differences), (differences[pairs - 1 - k] - differences[k]) / 4


def estimate_shift(baseline, candidate):
    middles = [(np.median(a) + np.median(b)) / 2 for a, b in zip(baseline, candidate)]
    shift, sampling = hodges_lehmann(
        np.concatenate([a - m for a, m in zip(baseline, middles)]),
        np.concatenate([b - m for b, m in zip(candidate, middles)]),
    )
    rounds = len(baseline)
    if rounds < 3:
        return shift, math.sqrt(sampling**2 + 2 * DEPLOYMENT_SD**2 / rounds)
    own = np.array([hodges_lehmann(a, b) for a, b in zip(baseline, candidate)])
    excess = max(0.0, own[:, 0].var(ddof=1) - np.mean(own[:, 1] ** 2)) / 2
    variance = (PRIOR_ROUNDS * DEPLOYMENT_SD**2 + (rounds - 1) * excess) / (
        PRIOR_ROUNDS + rounds - 1
    )
    return shift, math.sqrt(sampling**2 + 2 * variance / rounds)


def upper_limit(logs, ratio):
    middle = np.median(logs)
    spread = max(1.4826 * np.median(np.abs(logs - middle)), 0.03)
    return middle + max(math.log(ratio), 3 * spread)


def wilson(k, n, z):
    p = k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def newcombe(ka, na, kb, nb, z):
    (low_a, high_a), (low_b, high_b) = wilson(ka, na, z), wilson(kb, nb, z)
    a, b = ka / na, kb / nb
    return b - a - math.hypot(b - low_b, high_a - a), b - a + math.hypot(high_b - b, a - low_a)


def spend(total, power=1):
    spent = total * (np.array(LOOKS) / LOOKS[-1]) ** power
    return np.diff(np.concatenate([[0.0], spent]))


def drop_unsettled(baseline, candidate):
    """Leading rounds before the last ones whose shifts agree."""
    own = [hodges_lehmann(a, b) for a, b in zip(baseline, candidate)]
    settled = [own[-1]]
    for shift, error in own[-2::-1]:
        shifts, errors = np.array(settled).T
        combined = math.sqrt(error**2 + (errors**2).sum() / len(errors) ** 2)
        if abs(shift - shifts.mean()) > max(math.log(SETTLED_RATIO), SETTLED_ERRORS * combined):
            break
        settled.append((shift, error))
    first = len(own) - len(settled)
    first = 0 if first > MOST_UNSETTLED else first
    return baseline[first:], candidate[first:]


def gate(baseline, candidate, allowed):
    fail, ruled_out = math.log1p(allowed), math.log1p(allowed + max(allowed, LEAST_GAP))
    none = max(min(0.0, fail), 2 * fail - ruled_out)
    alphas, betas = spend(ALPHA / TESTS, ALPHA_POWER), spend(BETA)
    for look, rounds in enumerate(LOOKS):
        a, b = drop_unsettled(baseline[:rounds], candidate[:rounds])
        shift, error = estimate_shift(a, b)
        # The logarithm of the ratio of the two normal densities at the estimate.
        ratio = (norm.logpdf(shift, ruled_out, error)) - norm.logpdf(shift, none, error)
        progress = (rounds - LOOKS[0]) / (LOOKS[-1] - LOOKS[0])
        bar = FAIL_BARS[0] + (FAIL_BARS[1] - FAIL_BARS[0]) * progress + math.log(TESTS / 2)
        by_shift = (
            "fail"
            if ratio > bar and shift > fail
            else "pass" if ratio < -PASS_BAR else "inconclusive"
        )
        by_share, slow = judge_share(
            np.concatenate(a), np.concatenate(b) - max(0.0, fail), alphas[look], betas[look]
        )
        row = {
            "rounds": rounds,
            "dropped": rounds - len(a),
            "estimate": float(shift),
            "error": float(error),
            "shift": by_shift,
            "share": by_share,
            "slow": slow,
        }
        if len(a) < MIN_ROUNDS:
            continue
        if "fail" in (by_shift, by_share):
            return {"decision": "fail", **row}
        if by_shift == by_share == "pass":
            return {"decision": "pass", **row}
    return {"decision": "inconclusive", **row}


def judge_share(a, b, alpha, beta):
    """The decision, and how many of each side are above the limit that made it."""
    counts = []
    for ratio in UNUSUAL_RATIOS:
        limit = upper_limit(a, ratio)
        ka, kb = int((a > limit).sum()), int((b > limit).sum())
        low, _ = newcombe(ka, len(a), kb, len(b), norm.isf(alpha / len(UNUSUAL_RATIOS)))
        if low > 0 and kb / len(b) - ka / len(a) > SHARE_FAIL:
            return "fail", [ka, kb]
        counts.append([ka, kb])
    (ka, kb), *_ = counts
    _, high = newcombe(ka, len(a), kb, len(b), norm.isf(beta))
    return ("pass" if high < SHARE_PASS else "inconclusive"), [ka, kb]


# The runs: logarithms with 4 decimals, around 1 s.


def simulate(
    seed,
    change,
    spread=0.08,  # standard deviation of one start
    deployment=DEPLOYMENT_SD,  # and of one deployment
    tail=0.0,  # share of both versions' starts that take 1.7 to 2.2 times as long
    slow=0.0,  # share of the candidate's starts that take longer,
    slow_by=math.log(3),  # by that much
    uncached=0,  # so many first rounds of the candidate take twice as long
):
    rng = np.random.Generator(np.random.PCG64(seed))

    def side(wave, change):
        logs = rng.normal(0, spread, PER_ROUND) + wave + rng.normal(0, deployment) + change
        return logs + (rng.random(PER_ROUND) < tail) * rng.uniform(
            math.log(1.7), math.log(2.2), PER_ROUND
        )

    baseline, candidate = [], []
    for number in range(LOOKS[-1]):
        wave = math.log(1000) + rng.normal(0, 0.03)
        more = (rng.random(PER_ROUND) < slow) * slow_by + (number < uncached) * math.log(2)
        baseline.append(np.round(side(wave, 0), 4))
        candidate.append(np.round(side(wave, change) + more, 4))
    return baseline, candidate


CASES = (
    ("no change", 0.05, dict(seed=1, change=0)),
    ("no change, wide spread", 0.05, dict(seed=2, change=0, spread=0.2)),
    ("no change, rounds that differ", 0.05, dict(seed=24, change=0, spread=0.03, deployment=0.08)),
    ("+5 %", 0.05, dict(seed=4, change=math.log(1.05))),
    ("+7 %, wide spread", 0.05, dict(seed=5, change=math.log(1.07), spread=0.25)),
    ("+6 %, very wide spread", 0.05, dict(seed=21, change=math.log(1.06), spread=0.35)),
    ("+10 %", 0.05, dict(seed=6, change=math.log(1.1))),
    ("+10 %, wide spread", 0.05, dict(seed=7, change=math.log(1.1), spread=0.2)),
    ("+20 %", 0.05, dict(seed=8, change=math.log(1.2))),
    ("-15 %", 0.05, dict(seed=9, change=math.log(0.85))),
    ("15 % of the starts at 3x", 0.05, dict(seed=10, change=0, slow=0.15)),
    (
        "15 % of the starts at 4x, beside a tail that both have",
        0.05,
        dict(seed=11, change=0, tail=0.3, slow=0.15, slow_by=math.log(4)),
    ),
    ("no change, two contaminated rounds", 0.05, dict(seed=12, change=0, uncached=2)),
    ("no change, three contaminated rounds", 0.05, dict(seed=17, change=0, uncached=3)),
    ("+10 %, one contaminated round", 0.05, dict(seed=13, change=math.log(1.1), uncached=1)),
    ("+20 % where 20 % is allowed", 0.2, dict(seed=14, change=math.log(1.2))),
    ("-15 % where -10 % is asked for", -0.1, dict(seed=15, change=math.log(0.85))),
    ("-5 % where -10 % is asked for", -0.1, dict(seed=16, change=math.log(0.95))),
)


def make_case(name, allowed, run):
    baseline, candidate = simulate(**run)
    expected = gate(baseline, candidate, allowed)
    measured = expected["rounds"]
    return {
        "name": name,
        "allowed": allowed,
        **expected,
        # What comes after the last look was never measured.
        "baseline": [logs.tolist() for logs in baseline[:measured]],
        "candidate": [logs.tolist() for logs in candidate[:measured]],
    }


if __name__ == "__main__":
    cases = [make_case(*case) for case in CASES]
    path = pathlib.Path(__file__).with_name("shipped-rule.json")
    path.write_text(json.dumps(cases, indent=1) + "\n")
    for case in cases:
        print(
            f"{case['name']}: {case['decision']} after {case['rounds']} less {case['dropped']}, "
            f"{case['estimate']:.4f} ± {case['error']:.4f} ({case['shift']}), {case['slow']} ({case['share']})"
        )
