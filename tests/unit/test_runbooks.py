"""The runbooks agree with the code: what a case waits for, who acts in the cloud, where an alert leads."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from functions.shared.ports import ArchiveDenied, ArchiveFull, ArchiveRefuses, ArchiveUnavailable
from functions.shared.trust.verdicts import CannotCheckReason

FOLDER = Path("docs/operations")
PAGES = {page.stem: page.read_text() for page in sorted(FOLDER.glob("*.md"))}
ALERTS: list[dict[str, Any]] = json.loads(Path("infra/alerts.json").read_text())
OF_COPIES = Path("functions/issue/case_files.py")
"""Its waits are a deposit's, which the line `archive-waiting` tells; all others are an application's."""
OF_SEALS = frozenset({"seal"})
"""Their words stand on a page of their own."""


@dataclass(frozen=True)
class Told:
    """A wait as it stands in the code. `why` is None where it is reckoned; of a text with a hole, its beginning."""

    file: Path
    whom: str
    why: str | None


def waits() -> list[Told]:
    found = []
    for file in sorted(Path("functions").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Wait":
                found += [Told(file, *pair) for pair in pairs(node.args[0])]
    return found


def pairs(given: ast.expr) -> list[tuple[str, str | None]]:
    """The pairs of a list that stands there; none where it is made of what registries said."""
    if not isinstance(given, ast.List):
        return []
    return [
        (each.elts[0].value, beginning(each.elts[1]))
        for each in given.elts
        if isinstance(each, ast.Tuple)
        and isinstance(each.elts[0], ast.Constant)
        and isinstance(each.elts[0].value, str)
    ]


def beginning(text: ast.expr) -> str | None:
    part = text.values[0] if isinstance(text, ast.JoinedStr) else text
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else None


def rows(page: str) -> list[list[str]]:
    """The cells of every line of a page's tables."""
    lines = (line.strip() for line in PAGES[page].splitlines())
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def reasons(page: str) -> list[tuple[str, str]]:
    """What a page's table of `whom`, `why` and meaning explains: each whom with the cell of its whys."""
    return [(whom, row[1]) for row in rows(page) if len(row) == 3 for whom in words(row[0]) if whom != "whom"]


def words(cell: str) -> set[str]:
    return {word.removesuffix("…") for word in re.findall(r"`([^`]+)`", cell)}


WAITS = waits()
OF_APPLICATIONS = [wait for wait in WAITS if wait.file != OF_COPIES]
OF_DEPOSITS = [wait for wait in WAITS if wait.file == OF_COPIES]
PATTERNS = [
    condition["labels"]["whom"]
    for alert in ALERTS
    for condition in alert["conditions"]
    if condition["metric"] == "applications_waiting"
]


class TestWhatACaseWaitsFor:
    def test_all_of_it_is_seen(self) -> None:
        assert {"register", "seal", "signature"} <= {wait.whom for wait in OF_APPLICATIONS}
        assert {"bucket", "register"} == {wait.whom for wait in OF_DEPOSITS}

    @pytest.mark.parametrize("whom", sorted({wait.whom for wait in OF_APPLICATIONS}))
    def test_one_alert_hears_of_it(self, whom: str) -> None:
        assert len([pattern for pattern in PATTERNS if re.fullmatch(pattern, whom)]) == 1

    @pytest.mark.parametrize("whom", sorted({wait.whom for wait in OF_APPLICATIONS}))
    def test_the_page_says_where_to_go(self, whom: str) -> None:
        assert any(len(row) == 2 and whom in words(row[0]) for row in rows("overdue-applications"))

    @pytest.mark.parametrize("wait", OF_APPLICATIONS, ids=lambda wait: f"{wait.whom} {wait.why}")
    def test_a_page_says_what_it_means(self, wait: Told) -> None:
        if wait.whom in OF_SEALS:
            explained = [words(row[0]) for row in rows("failed-seals")]
        else:
            explained = [words(why) for whom, why in reasons("overdue-applications") if whom == wait.whom]
        assert explained
        assert wait.why is None or any(wait.why in known for known in explained)

    @pytest.mark.parametrize("why", CannotCheckReason)
    def test_a_signature_that_cannot_be_asked_about_is_explained(self, why: CannotCheckReason) -> None:
        assert ("revocation", f"`{why.value}`") in reasons("overdue-applications")

    def test_nothing_is_explained_that_there_is_not(self) -> None:
        known = {(wait.whom, wait.why) for wait in OF_APPLICATIONS} | {("revocation", why) for why in CannotCheckReason}
        assert {(whom, word) for whom, why in reasons("overdue-applications") for word in words(why)} <= known


OF_A_COPY = {
    *((wait.whom, wait.why) for wait in OF_DEPOSITS),
    *(("archive", failure.why) for failure in (ArchiveUnavailable, ArchiveDenied, ArchiveFull, ArchiveRefuses)),
    ("store", "unavailable"),
}


def test_the_page_of_the_archive_explains_what_a_copy_waits_for_and_nothing_else() -> None:
    assert {(whom, word) for whom, why in reasons("archive-behind") for word in words(why)} == OF_A_COPY


IDENTITIES = Path("infra/terraform/modules/identities/main.tf").read_text()
ACCOUNTS = set(re.findall(r'^    (\w+) += "', IDENTITIES.split("accounts = {")[1].split("\n  }")[0], re.MULTILINE))
ADDRESS = re.compile(r"[\w()|-]*[\w)](?=@(?:PROJECT|\"))")
"""What stands before the @ of a service account's address, or of a pattern of addresses."""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_accounts_that_there_are(page: str) -> None:
    for named in ADDRESS.findall(PAGES[page]):
        assert named.startswith("anyqtama-"), named
        assert set(re.findall(r"\w+", named.removeprefix("anyqtama-"))) <= ACCOUNTS


def test_the_audit_of_writes_leaves_out_the_functions_alone() -> None:
    assert 'principalEmail=~"^anyqtama-(submit|issue|complaint)@"' in PAGES["broken-chain"]
    assert {"submit", "issue", "complaint"} <= ACCOUNTS


LINK = re.compile(r"\w[`*]*\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    for target, anchor in LINK.findall(PAGES[page]):
        file = FOLDER / target if target else FOLDER / f"{page}.md"
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), anchor


@pytest.mark.parametrize("page", sorted(set(PAGES) - {"README"}))
def test_a_page_asks_the_log_buckets_in_which_the_lines_are(page: str) -> None:
    """A plain `gcloud logging read` asks `_Default`, from which modules/logs keeps them away."""
    assert "gcloud logging read" not in PAGES[page]
    for name in re.findall(r"^ +(\w+_log) '", PAGES[page], re.MULTILINE):
        assert f"    {name}() {{ gcloud logging read --bucket={name.removesuffix('_log')} " in PAGES["README"]


PLACED = re.compile(r'\btitle += "([^"]+)"\n(?: +\w+ += .+\n)*? +runbook += "([a-z-]+)"')
"""An alert or a promise that stands in Terraform: its title, and the page that it leads to."""
NAMED = re.compile(r'display_name += "([^"$]+)"(?:(?!\nresource ).)*?/([a-z-]+)\.md#confirm', re.DOTALL)
"""An alert whose title stands in its own resource."""
SECRETS = "A secret is due for rotation, or was changed"
"""Of module secrets, with a page of its own."""


def titles() -> set[tuple[str, str]]:
    """Every alert's title, with the page that it leads to."""
    watch = [file.read_text() for file in sorted(Path("infra/terraform/modules/watch").glob("*.tf"))]
    found = {(alert["title"], alert["runbook"]) for alert in ALERTS}
    found |= {pair for text in watch for pair in PLACED.findall(text)}
    uptime = Path("infra/terraform/modules/watch/uptime.tf").read_text().split('"google_monitoring_alert_policy"')[1]
    return found | set(NAMED.findall(uptime)[:1]) | {(SECRETS, "secrets")}


TITLES = titles()


def test_all_alerts_are_seen() -> None:
    policies = "\n".join(file.read_text() for file in Path("infra/terraform").rglob("*.tf"))
    assert policies.count('resource "google_monitoring_alert_policy"') == 5, "event, of_google, burn, uptime, secrets"
    seen = {title for title, _ in TITLES} - {alert["title"] for alert in ALERTS}
    assert {"A queue does not move", "A function gets no requests", "The service is not reached, or not well"} < seen
    assert len(seen) == 8, "those three, four promises, secrets"
    assert f'"{SECRETS}"' in policies


@pytest.mark.parametrize("page", PAGES)
def test_a_page_lists_the_alerts_that_lead_to_it_by_their_titles(page: str) -> None:
    symptom = PAGES[page].partition("\n## Symptom\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^- (?:Alert )?\*\*(.+?)\*\*", symptom, re.MULTILINE)
    assert sorted(listed) == sorted(title for title, runbook in TITLES if runbook == page)


PARTS = ["Symptom", "Confirm", "Act", "Verify", "Who"]


@pytest.mark.parametrize("page", sorted({runbook for _, runbook in TITLES}))
def test_whoever_is_called_finds_the_five_parts(page: str) -> None:
    assert [part for part in re.findall(r"^## (.+)$", PAGES[page], re.MULTILINE) if part in PARTS] == PARTS


TARGETS = set(re.findall(r"^([a-z-]+):", Path("Makefile").read_text(), re.MULTILINE))
VARIABLES = set(
    re.findall(r'^variable "(\w+)"', Path("infra/terraform/environments/prod/variables.tf").read_text(), re.MULTILINE)
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_calls_programs_that_there_are(page: str) -> None:
    for module in re.findall(r"python -m (tools[\w.]+\w)", PAGES[page]):
        assert find_spec(module), module
    for target in re.findall(r"(?:^    +|`|&& )make ([a-z-]+)", PAGES[page], re.MULTILINE):
        assert target in TARGETS, target


@pytest.mark.parametrize("page", PAGES)
def test_a_page_sets_variables_that_there_are(page: str) -> None:
    for name in re.findall(r"^ +(\w+) = \{|`(\w+) = ", PAGES[page], re.MULTILINE):
        assert "".join(name) in VARIABLES, name
