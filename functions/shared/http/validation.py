"""Reading JSON into a contract: every flaw with its JSON pointer, and never the offending value itself."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from functions.shared.domain.errors import Flaw, InvalidFields, MalformedBody
from functions.shared.domain.language import Text

M = TypeVar("M", bound=BaseModel)

LONGEST, MOST_VALUES = 100, 5_000
"""Items of one list or map, and values of a whole body; the largest package has some five hundred."""
MOST_FLAWS = 100
"""As many as are told: whoever mends these asks again."""
MISSING = Text(kk="Бұл өріс міндетті.", ru="Это поле обязательно.", en="This field is required.")
UNKNOWN = Text(kk="Мұндай өріс жоқ.", ru="Такого поля нет.", en="There is no such field.")
NOT_ALLOWED = Text(kk="Мұндай мән жоқ.", ru="Такого значения нет.", en="The value is not one of those allowed.")
KINDS: dict[str, Text] = {
    "missing": MISSING,
    "extra_forbidden": UNKNOWN,
    "string_pattern_mismatch": Text(
        kk="Мәннің пішімі дұрыс емес.", ru="Неверный формат значения.", en="The value has the wrong form."
    ),
    "letters_unknown": Text(
        kk="Құжатқа жазуға болмайтын таңба бар.",
        ru="Есть знак, который нельзя записать в документе.",
        en="It has a character that no document can bear.",
    ),
    "string_too_short": Text(kk="Мән тым қысқа.", ru="Значение слишком короткое.", en="The value is too short."),
    "string_too_long": Text(kk="Мән тым ұзын.", ru="Значение слишком длинное.", en="The value is too long."),
    "too_short": Text(kk="Кемінде біреуі қажет.", ru="Нужен хотя бы один.", en="At least one is needed."),
    "too_long": Text(kk="Тым көп.", ru="Слишком много.", en="Too many."),
    "enum": NOT_ALLOWED,
    "literal_error": NOT_ALLOWED,
    "timezone_aware": Text(
        kk="Уақыт белдеуі көрсетілмеген.", ru="Не указан часовой пояс.", en="The time zone is missing."
    ),
}
DATES = Text(kk="Күн немесе уақыт дұрыс емес.", ru="Неверная дата или время.", en="Not a date or time.")
OTHER = Text(kk="Мәннің түрі дұрыс емес.", ru="Неверный тип значения.", en="The value is of the wrong type.")


def pointer(location: tuple[str | int, ...]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def describe(kind: str) -> Text:
    if kind in KINDS:
        return KINDS[kind]
    return DATES if kind.startswith(("date", "time", "value_error")) else OTHER


def no_number(name: str) -> Any:
    """NaN and the infinities, which Python writes and reads, are no JSON (RFC 8259, 6)."""
    raise ValueError(name)


def read_json(data: bytes) -> Any:
    """Raises MalformedBody for anything but UTF-8 JSON without repeated names."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("repeated name")  # two readers could take two different values
        return found

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise MalformedBody(
            Text(kk="Дене UTF-8 JSON болуы тиіс.", ru="Тело должно быть JSON в UTF-8.", en="Send JSON in UTF-8.")
        ) from error


def read_model(kind: type[M], data: bytes, *, prefix: str = "") -> M:
    """Raises MalformedBody or InvalidFields."""
    body = read_json(data)
    if flaws := flaws_of_size(body):
        raise InvalidFields(flaws=[Flaw(prefix + flaw.pointer, flaw.detail) for flaw in flaws])
    try:
        return kind.model_validate_json(json.dumps(body))
    except ValidationError as error:
        found = error.errors(include_input=False, include_context=False)
        # A list with a wrong item is also called too short: the item's flaw says it all.
        above = {flaw["loc"][:length] for flaw in found for length in range(len(flaw["loc"]))}
        flaws = [
            Flaw(prefix + pointer(flaw["loc"]), describe(flaw["type"])) for flaw in found if flaw["loc"] not in above
        ]
        raise InvalidFields(flaws=flaws[:MOST_FLAWS]) from error


def flaws_of_size(body: Any) -> list[Flaw]:
    """Lists and maps that are longer than any contract allows: nobody looks at what is inside them.

    Else a body of a few kilobytes would make us write a flaw for every item of it, and some for each of their fields.
    """
    flaws: list[Flaw] = []
    walked = 0
    open_values: list[tuple[tuple[str | int, ...], Any]] = [((), body)]
    while open_values:
        location, value = open_values.pop()
        walked += 1
        if not isinstance(value, dict | list):
            continue
        inside: list[tuple[str | int, Any]] = list(value.items() if isinstance(value, dict) else enumerate(value))
        if len(inside) > LONGEST:
            flaws.append(Flaw(pointer(location), KINDS["too_long"]))
        elif walked + len(inside) > MOST_VALUES:
            return [Flaw("", KINDS["too_long"])]
        else:
            open_values += [((*location, name), item) for name, item in inside]
    return flaws[:MOST_FLAWS]
