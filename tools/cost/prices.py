"""The price list, `prices.json`: dated, each price with its unit, its region and where it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("prices.json")
FIELDS = {"dollars", "per", "unit", "region", "source"}


class PriceListFaulty(Exception):
    """What is wrong with the price list, and where, as a sentence."""


@dataclass(frozen=True)
class Price:
    """`dollars` for so many (`per`) of a `unit`."""

    dollars: float
    per: float
    unit: str
    region: str
    source: str


@dataclass(frozen=True)
class Prices:
    as_of: date
    say_first: str
    list: Mapping[str, Price]

    def of(self, name: str, quantity: float) -> float:
        """Dollars. Raises PriceListFaulty for what has no price."""
        try:
            price = self.list[name]
        except KeyError:
            raise PriceListFaulty(f"the price list has no price {name}") from None
        return quantity * price.dollars / price.per


def read(file: Path = FILE) -> Prices:
    """Raises PriceListFaulty."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        listed = {name: _price(file, name, given) for name, given in content["prices"].items()}
        return Prices(date.fromisoformat(content["as_of"]), str(content["say_first"]), listed)
    except OSError as error:
        raise PriceListFaulty(f"{file} cannot be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise PriceListFaulty(f"{file}, line {error.lineno}: {error.msg}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        expected = "an object with as_of (a date), say_first and prices"
        raise PriceListFaulty(f"{file}: expected {expected}: {error}") from error


def _price(file: Path, name: str, given: Mapping[str, Any]) -> Price:
    if set(given) != FIELDS:
        raise PriceListFaulty(f"{file}: the price {name} must have {', '.join(sorted(FIELDS))}, and nothing else")
    for number, least in (("dollars", 0), ("per", 1)):
        if isinstance(given[number], bool) or not isinstance(given[number], int | float) or given[number] < least:
            raise PriceListFaulty(f"{file}: {number} of the price {name} must be a number, {least} or more")
    return Price(**given)
