"""A person of the census: six numbers, checked before a model sees them."""

import json

# In the order of the columns that the model was trained on.
FEATURES = (
    "age",
    "fnlwgt",
    "education_num",
    "capital_gain",
    "capital_loss",
    "hours_per_week",
)

# scikit-learn's trees compare float32; beyond it the model would raise an error of its own.
LARGEST = 3.4e38


class PersonError(ValueError):
    """The caller sent something that is not a person; the message names every bad feature."""


def parse_body(text: str | bytes) -> list[float]:
    """The person in the body of an HTTP request."""
    try:
        person = json.loads(text)
    # No JSON, no Unicode, a number of 5,000 digits; 5,000 arrays in each other.
    except (ValueError, RecursionError):
        raise PersonError("The body must be JSON") from None
    return parse_person(person)


def parse_person(person: object) -> list[float]:
    """The six features as a row in the order of FEATURES.

    Text such as "34" is refused, not converted: a form field that is empty would become the age 0.
    """
    if not isinstance(person, dict):
        raise PersonError(f"A person must be an object with {', '.join(FEATURES)}")
    problems = [
        f"{feature} {'must be a number' if feature in person else 'is missing'}"
        for feature in FEATURES
        if not is_number(person.get(feature))
    ]
    if problems:
        raise PersonError(f"Bad person: {'; '.join(problems)}")
    return [float(person[feature]) for feature in FEATURES]


def is_number(value: object) -> bool:
    # True is an int to Python; NaN fails every comparison; an int may be too large for a float.
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and -LARGEST <= value <= LARGEST
    )
