"""Check all of infra/terraform with the real Terraform: `make terraform-test`.

Each module: init, validate (a warning fails too), test. Each root likewise, and then a plan with its example variables.

Where the registry answers, the real provider is used, and the plan is made without an account: nothing is asked of a
cloud. Where it does not, a stand-in that serves the real provider's schema is used, if one is at hand (TFCHECK, or
../shared/tfcheck); with it each root is applied to a throw-away state too, and a second plan must be empty. Where
neither is there, it says so and ends well. The plans go to out/terraform/NAME.plan.json, for tests/policy.

Ends with 0, with 1 where something is wrong, with 2 for wrong arguments.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools.terraform_inputs import INFRA, ROOT, fingerprint
from tools.terraform_providers import Failed, Provider, from_registry, stand_in, stand_in_place

OUT = ROOT / "out" / "terraform"
STEP_S = 600
"""How long a step of Terraform may take."""
EXAMPLE_PACKAGE = "out/package/anyqtama-0123456789ab.zip"
"""What the examples name as the archive of the functions."""
NO_ACCOUNT = ("credentials", "oauth2", "invalid authentication", "401")
"""What Google's provider says where it was not content with no account."""


@dataclass
class Report:
    """What was done with one folder. `problems` is empty where all is well."""

    name: str
    steps: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def print(self) -> None:
        print(f"{'FAIL' if self.problems else 'ok  '} {self.name:24} {', '.join(self.steps)}", flush=True)
        for text in (*self.notes, *self.problems):
            print("     " + text.strip().replace("\n", "\n     "), flush=True)


def terraform(folder: Path, provider: Provider, *arguments: str, good: tuple[int, ...] = (0,)) -> str:
    """Terraform's output. Raises Failed."""
    command = [os.environ.get("TERRAFORM", "terraform"), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - Terraform itself, no shell
            command, cwd=folder, env=provider.environment, capture_output=True, text=True, timeout=STEP_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"terraform {arguments[0]} took longer than {STEP_S} s") from None
    if done.returncode not in good:
        said = done.stderr if arguments[0] == "apply" else done.stdout + done.stderr
        raise Failed(f"terraform {arguments[0]}:\n{said}")
    return done.stdout


def check(folder: Path, provider: Provider, made_from: str) -> Report:
    """One module or root, in the scratch copy."""
    report = Report(str(folder.relative_to(folder.parents[1])))
    example = folder / "terraform.tfvars.example"
    try:
        if example.exists():
            (folder / "throw_away_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
        terraform(folder, provider, "init", "-no-color")
        said = json.loads(terraform(folder, provider, "validate", "-json", good=(0, 1)))["diagnostics"]
        for flaw in said:
            at = flaw.get("range") or {"filename": "?", "start": {"line": 0}}
            place = f"{at['filename']}:{at['start']['line']}"
            problem = f"{flaw['severity']}: {place}: {flaw['summary']}. {flaw.get('detail', '')}"
            if problem not in report.problems:  # The same for each element of a loop.
                report.problems.append(problem)
        report.steps.append("validate")
        if report.problems:
            return report
        tests = terraform(folder, provider, "test", "-no-color").strip().rsplit("\n", 1)[-1]
        if tests.startswith("Success! 0 passed"):
            report.problems.append("nothing is tested: there is no *.tftest.hcl with a run")
        report.steps.append(f"test ({tests.removeprefix('Success! ').rstrip('.')})")
        if example.exists():
            plan(folder, provider, example, report, made_from)
    except Failed as failure:
        report.problems.append(str(failure))
    return report


def plan(folder: Path, provider: Provider, example: Path, report: Report, made_from: str) -> None:
    """Plan a root with its example variables, and where that is harmless apply it, twice."""
    variables = f"-var-file={example.name}"
    try:
        terraform(folder, provider, "plan", "-no-color", "-out=plan.bin", variables)
    except Failed as failure:
        if provider.applies or not any(word in str(failure).lower() for word in NO_ACCOUNT):
            raise
        report.notes.append("no plan: the provider makes none without an account; tests/policy will skip what needs it")
        return
    report.steps.append("plan")
    (OUT / f"{folder.name}.plan.json").write_text(terraform(folder, provider, "show", "-json", "plan.bin"))
    (OUT / f"{folder.name}.fingerprint").write_text(made_from)
    if provider.applies:
        terraform(folder, provider, "apply", "-no-color", "plan.bin")
        terraform(folder, provider, "plan", "-no-color", "-detailed-exitcode", variables)
        report.steps.append("apply, second plan empty")


def check_all(provider: Provider, scratch: Path, only: list[str]) -> bool:
    """Whether everything is well. Two folders at a time: Terraform mostly waits for itself."""
    print(f"Terraform with {provider.name}", flush=True)
    skipped = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "*.tfstate*", "terraform.tfvars")
    shutil.copytree(INFRA, scratch / "infra", ignore=skipped)
    made_from = fingerprint(scratch / "infra")
    tree = scratch / "infra" / "terraform"
    (scratch / EXAMPLE_PACKAGE).parent.mkdir(parents=True)
    (scratch / EXAMPLE_PACKAGE).write_bytes(b"what is in the archive is for other tests")
    style = Report("fmt", ["fmt"])
    try:
        terraform(tree, provider, "fmt", "-check", "-recursive", "-diff")
    except Failed as failure:
        style.problems.append(str(failure))
    style.print()
    folders = {path.parent for path in tree.rglob("*.tf")}
    # The longest first, so that nobody waits for it alone at the end.
    wanted = sorted(
        (one for one in folders if not only or one.name in only), key=lambda one: (one.name != "service", one)
    )
    with ThreadPoolExecutor(2) as pool:
        reports = [style]
        for report in pool.map(lambda folder: check(folder, provider, made_from), wanted):
            report.print()
            reports.append(report)
    return not any(report.problems for report in reports)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="terraform_check", description="Check infra/terraform without a cloud.")
    parser.add_argument("only", nargs="*", metavar="NAME", help="a module or root; all where none is named")
    only = parser.parse_args(arguments).only
    started = time.monotonic()
    if unknown := sorted(set(only) - {path.parent.name for path in INFRA.rglob("*.tf")}):
        parser.error(f"no such module or root: {', '.join(unknown)}")
    OUT.mkdir(parents=True, exist_ok=True)
    if not shutil.which(os.environ.get("TERRAFORM", "terraform")):
        print("SKIPPED: Terraform is not installed (TERRAFORM can name it), so infra/terraform was not checked")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        try:
            if provider := from_registry(scratch):
                well = check_all(provider, scratch, only)
            elif place := stand_in_place():
                with stand_in(place, scratch) as provider:
                    well = check_all(provider, scratch, only)
            else:
                print("SKIPPED: no registry answers, and there is no stand-in for the provider (TFCHECK can name one)")
                return 0
        except Failed as failure:
            print(f"FAIL {failure}")
            return 1
    print(f"{'passed' if well else 'FAILED'} in {time.monotonic() - started:.0f} s")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
