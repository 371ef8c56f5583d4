"""The public check page: anybody who is shown a certificate can see whether it is real, without an account.

One self-contained HTML page: no script, no cookie, nothing fetched from elsewhere, so it works on any phone and
its security policy can forbid everything but its own style.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from functions.shared.documents import texts
from functions.shared.documents.dates import written_time
from functions.shared.documents.html_page import HtmlPage
from functions.shared.domain.certificate import RevocationReason
from functions.shared.domain.language import Bilingual, Language

HTML = HtmlPage("check", forms=True)


class CheckVerdict(StrEnum):
    """By number: the first four. Of an uploaded document: the last four."""

    VALID = "valid"
    REVOKED = "revoked"
    NOT_FOUND = "not_found"
    MISTYPED = "mistyped"
    AUTHENTIC = "authentic"
    ALTERED = "altered"
    NOT_OURS = "not_ours"
    CANNOT_CHECK = "cannot_check"


class State(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"


@dataclass(frozen=True)
class CheckView:
    """What the page shows; what is None is left out. Without a verdict the page is the two forms alone.

    `number` is in groups, or as it was typed where it is mistyped. `reason` is the key of a seal's reason (see
    `texts.REASONS`); a key that has no text is not shown. `state_now` may be revoked for an authentic document.
    """

    verdict: CheckVerdict | None = None
    number: str | None = None
    issued_at: datetime | None = None
    issuer: Bilingual | None = None
    signatory_name: str | None = None
    signatory_position: Bilingual | None = None
    holder_initials: str | None = None
    state_at_issue: State | None = None
    state_now: State | None = None
    revoked_at: datetime | None = None
    revocation_reason: RevocationReason | None = None
    reason: str | None = None
    sha256: str | None = None
    contact_numbers: tuple[str, ...] = texts.CONTACT_NUMBERS

    @property
    def headline(self) -> str | None:
        """The key of the headline: a genuine document may have been revoked since, or be no certificate at all."""
        if self.verdict is CheckVerdict.AUTHENTIC and self.state_now is State.REVOKED:
            return "authentic_revoked"
        if self.verdict is CheckVerdict.NOT_OURS and self.reason == "not-registered":
            return "not_registered"  # an office seals its answers to complaints, too
        return self.verdict.value if self.verdict else None

    @property
    def tone(self) -> str:
        """How it looks: good, bad, or unsure. Never said by colour alone: the sign and the words say it too."""
        unsure = dict.fromkeys(("mistyped", "cannot_check", "not_registered"), "unsure")
        return {"valid": "good", "authentic": "good", **unsure}.get(self.headline or "", "bad")


def check_page(view: CheckView, language: Language) -> str:
    """The page as HTML (UTF-8). Send it with `content_security_policy()`."""
    official = Language.KK if language is Language.EN else language  # names of offices exist in kk and ru only

    def in_official(text: Bilingual) -> str:
        return str(getattr(text, official.value))

    return HTML.render(
        view=view,
        language=language,
        languages=((Language.KK, "Қазақша"), (Language.RU, "Русский"), (Language.EN, "English")),
        official=official,
        page={key: text.in_language(language) for key, text in texts.PAGE.items()},
        states={key: text.in_language(language) for key, text in texts.STATES.items()},
        headline=texts.HEADLINES[view.headline].in_language(language) if view.headline else None,
        advice=texts.ADVICE[view.headline].in_language(language) if view.headline else None,
        reason=texts.REASONS[view.reason].in_language(language) if view.reason in texts.REASONS else None,
        revocation_reason=view.revocation_reason.text().in_language(language) if view.revocation_reason else None,
        in_official=in_official,
        moment=lambda moment: written_time(moment, language),
    )


def content_security_policy() -> str:
    """The header that goes with the page."""
    return HTML.security_policy
