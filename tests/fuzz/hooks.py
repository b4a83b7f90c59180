"""Gives generated requests something real to work on: without it, nearly all of them end at an identifier that nobody has."""

import itertools
import json
import os
import re
import uuid

import schemathesis

# Identifiers and codes by the name of the field that takes them.
with open(os.environ["ZAKPOS_FUZZ_IDS"], encoding="utf-8") as file:
    KNOWN = json.load(file)

TURNS = itertools.count()
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
KEY = re.compile(r"[\x21-\x7e]{8,200}")
# The separator of GS1 elements is the one control character that a code may hold.
CODE = re.compile(r"[^\x00-\x1c\x1e\x1f\x7f]{1,60}")
# Where a code names what is there already; elsewhere it names something new.
TAKES_CODES = ("/v1/lookup", "/v1/stock", "/v1/carts", "/v1/sales")


def is_well_formed(name, value, takes_codes):
    if name in ("code", "sku"):
        return takes_codes and CODE.fullmatch(value)
    return UUID.fullmatch(value)


def with_real(value, turn, takes_codes, name=""):
    """The request with known identifiers and whole pieces where well-formed ones stand; what is malformed stays as it was generated."""
    if isinstance(value, dict):
        return {key: with_real(field, turn, takes_codes, key) for key, field in value.items()}
    if isinstance(value, list):
        return [with_real(item, turn, takes_codes, name) for item in value]
    if isinstance(value, str) and name in KNOWN and is_well_formed(name, value, takes_codes):
        return KNOWN[name][turn % len(KNOWN[name])]
    if type(value) is int and name.endswith("Thousandths") and 0 < value < 1_000_000_000:
        return value - value % 1_000 or 1_000
    return value


@schemathesis.hook
def before_call(context, case, **kwargs):
    turn = next(TURNS)
    # One of four keeps its unknown identifiers. The others get those of one turn: a line and the cart that it is in.
    if turn % 4 != 3:
        takes_codes = case.path.startswith(TAKES_CODES)
        for part in ("path_parameters", "query", "body"):
            value = getattr(case, part)
            if isinstance(value, (dict, list)):
                setattr(case, part, with_real(value, turn, takes_codes))
    key = (case.headers or {}).get("Idempotency-Key")
    # Another request under a key that was used already would only be told so.
    if isinstance(key, str) and KEY.fullmatch(key) and turn % 3 != 0:
        case.headers["Idempotency-Key"] = f"{key[:100]}-{turn}"
