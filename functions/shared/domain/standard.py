"""The standard's numbers and fixed texts, each with its clause, as one versioned profile.

The profile in force is the standard of 2014. Another version of the rules is another `Profile` beside it, not a
change to this one, so that an old case can always be read by the rules it was decided under.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from functions.shared.domain.hours import PSC_HOURS, OpeningHours
from functions.shared.domain.language import Text


@dataclass(frozen=True)
class Profile:
    """One version of the standard. Every field names its clause."""

    version: str
    title: Text
    """The name of the result (4.1)."""
    answer_within: timedelta
    """From the request to the result, at most (2.1)."""
    queue_wait: timedelta
    """The longest wait to hand in documents (2.2)."""
    serving: timedelta
    """The longest serving of a recipient (2.3)."""
    centre_hours: OpeningHours
    """When a public service centre accepts (6.1)."""
    births_in_registry_since: date
    """Births from this day on are in the registry; the day itself counts as in (9.1, 9.2, 9.6)."""
    majority: int
    """A child is younger than this, in years; the certificate is about children (4.1)."""
    trusteeship_from: int
    """Guardianship below this age, in years, trusteeship from it on (4.1; Civil Code, art. 22 and 23)."""
    complaint_working_days: int
    """The term of a complaint (11.8)."""
    appeal_working_days: int
    """The term at the quality authority (11.10)."""
    extension_working_days: int
    """By how much a term may be extended, once (Law on State Services, art. 25)."""
    notice_working_days: int
    """Within how many an extension is told (art. 25), and a complaint forwarded (Administrative Code, art. 65)."""
    parts_working_days: int
    """Within how many what a complaint lacks is to be given (Administrative Code, art. 64: a reasonable term)."""
    contact_centre: tuple[str, ...]
    """Phones of the single contact centre (16.2)."""
    consent: dict[str, Text]
    """Versions of the consent text that may be signed (9.3)."""
    consent_in_force: str
    """The version that is printed on the form of Annex 2."""
    price: Text
    """What the service costs (5.1)."""
    result: Text
    """In which form the result comes (4.2, 4.4)."""


STANDARD_2014 = Profile(
    version="2014-1",
    title=Text(
        kk="Жетім балаға (балаларға) және ата-анасының қамқорлығынсыз қалған балаға (балаларға) "
        "қорғаншылық (қамқоршылық) белгілеу туралы анықтама",
        ru="Справка об установлении опеки (попечительства) над ребенком-сиротой (детьми-сиротами) "
        "и ребенком (детьми), оставшимся без попечения родителей",
        en="Certificate of guardianship (trusteeship) over an orphan or a child left without parental care",
    ),
    answer_within=timedelta(minutes=5),
    queue_wait=timedelta(minutes=15),
    serving=timedelta(minutes=5),
    centre_hours=PSC_HOURS,
    births_in_registry_since=date(2007, 8, 13),
    majority=18,
    trusteeship_from=14,
    complaint_working_days=5,
    appeal_working_days=15,
    extension_working_days=10,
    notice_working_days=3,
    parts_working_days=3,
    contact_centre=("1414", "8-800-080-7777"),
    consent_in_force="2014-1",
    consent={
        "2014-1": Text(
            kk="Ақпараттық жүйелерде қамтылған, заңмен қорғалатын құпияны құрайтын мәліметтерді пайдалануға келісемін.",
            ru="Согласен(а) на использование сведений, составляющих охраняемую законом тайну, "
            "содержащихся в информационных системах.",
            en="I agree to the use of data in the information systems that are a secret protected by law.",
        )
    },
    price=Text(kk="Тегін", ru="Бесплатно", en="Free of charge"),
    result=Text(
        kk="Уәкілетті адамның ЭЦҚ-сымен куәландырылған электрондық құжат, жеке кабинетке жіберіледі",
        ru="Электронный документ, удостоверенный ЭЦП уполномоченного лица, направляется в личный кабинет",
        en="An electronic document signed by the authorised person, delivered to the personal cabinet",
    ),
)
