"""What is done in the libraries' stead, against what they do themselves; each fails where the library changes."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from asn1crypto.x509 import Name, NameTypeAndValue
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError

from functions.shared.trust import pdf_strings
from functions.shared.trust.names import MOST
from functions.shared.trust.pdf_strings import read_hex_string

STRINGS = (
    b"<>",
    b"<4E>",
    b"<4e6f>",
    b"<feff04D8>",
    b"<4>",
    b"<4 E>",
    b"<4%c\nE>",
    b"<4E",
    b"<",
    b"<4G>",
    b"<4E]>",
    b"<<4E>",
)


def read(reader: object, data: bytes) -> tuple[object, int]:
    """What came out, and where the reader stood then."""
    stream = BytesIO(data)
    stream.seek(3)
    try:
        found = reader(stream)  # type: ignore[operator]
    except PdfError as error:
        return str(error), 0
    return (type(found), found, found.original_bytes), stream.tell()


class TestHexStrings:
    @pytest.mark.parametrize("string", STRINGS)
    def test_of_every_form(self, string: bytes) -> None:
        data = b"[1 " + string + b" (rest)>]"
        assert read(read_hex_string, data) == read(pdf_strings._by_digits, data)

    def test_at_random(self) -> None:
        random = Random(6)
        for _ in range(2000):
            data = b"   <" + bytes(random.choices(b"0123456789abcdefABCDEF >% \n<(", k=random.randrange(12))) + b">"
            assert read(read_hex_string, data) == read(pdf_strings._by_digits, data)

    def test_pyhanko_reads_by_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from functions.shared.trust import seal_check  # noqa: F401 - which asks for it

        assert generic.read_hex_string_from_stream is read_hex_string
        asked: list[bytes] = []

        def read_otherwise(stream: BytesIO) -> object:
            asked.append(stream.read())
            return generic.pdf_string(b"read")

        monkeypatch.setattr(generic, "read_hex_string_from_stream", read_otherwise)
        assert str(generic.read_object(BytesIO(b"<4E>"), None)) == "read"  # type: ignore[arg-type]
        assert asked == [b"<4E>"]


class TestNames:
    def test_are_equal_in_any_letters_and_spaces(self) -> None:
        name = Name.build({"common_name": "ҰЛТТЫҚ  Орталық", "country_name": "KZ"})
        assert name == Name.build({"common_name": " ұлттық ОРТАЛЫҚ", "country_name": "kz"})
        assert name != Name.build({"common_name": "ҰЛТТЫҚ Орталық 2", "country_name": "KZ"})

    def test_a_text_is_prepared_once(self) -> None:
        from functions.shared.trust import authorities  # noqa: F401 - which asks for it

        prepare = NameTypeAndValue._ldap_string_prep
        Name.build({"common_name": "Қуандық"}).hashable  # noqa: B018 - which prepares it
        before = prepare.cache_info()
        assert before.maxsize == MOST
        assert Name.build({"common_name": "Қуандық"}).hashable
        after = prepare.cache_info()
        assert (after.hits, after.misses) == (before.hits + 1, before.misses)

    def test_what_has_no_form_is_refused_every_time(self) -> None:
        for _ in range(2):
            with pytest.raises(ValueError, match="private use"):
                Name.build({"common_name": "\ue000"}).hashable  # noqa: B018
