"""`stack.json`: all that somebody needs who writes a client against the running stack."""

from __future__ import annotations

from typing import Any

from emulators.population import Officer, Scene
from emulators.stack.local import AUDIENCE, ROOT, LocalStack
from functions.shared.codec import to_fields
from functions.shared.domain.office import Authority, Centre

EMULATORS = (
    "archive",
    "certification_authority",
    "cloud_kms",
    "cloud_tasks",
    "firestore",
    "cloud_storage",
    "identity",
    "registries",
    "portal",
    "gateway",
    "scheduler",
)


def describe(stack: LocalStack) -> dict[str, Any]:
    """Addresses, controls, people with their keys, and what the registries know of them."""
    identity = stack.address("identity")
    return {
        "gateway": stack.gateway,
        "openapi": str(ROOT / "docs" / "api" / "openapi.json"),
        "identity": {
            "token": f"{identity}/token",
            "how": 'POST {"role", "iin"?, "office"?, "subject"?, "name"?} as JSON gives {"access_token"}; '
            "send it as a Bearer token",
            "audience": AUDIENCE,
        },
        "certification_authority": {
            "address": stack.address("certification_authority"),
            "roots": str(stack.folder / "certification_authority" / "roots.pem"),
            "intermediates": str(stack.folder / "certification_authority" / "intermediates.pem"),
        },
        "portal": stack.address("portal"),
        "controls": {name: f"{stack.control(name)}/_control" for name in EMULATORS},
        "how_to_control": {
            "faults": "POST {control}/faults, a JSON object of faults; {} ends them; GET {control} shows them",
            "clock": 'POST {control}/clock {"advance": seconds} | {"rate": times}: one clock for all',
        },
        "environment": environment(stack),
        "clock": str(stack.clock.path),
        "logs": str(stack.folder / "log"),
        "offices": [office["id"] for office in stack.people.offices()],
        "centres": [centre_of(stack, centre) for centre in stack.people.centres()],
        "authorities": [authority_of(authority) for authority in stack.people.authorities()],
        "people": [person(stack, scene) for scene in stack.people.scenes],
        "officers": [officer_of(officer) for officer in stack.people.officers],
        "bad_keys": [
            {"id": holder["id"], "kind": holder["kind"], **stack.key(holder["id"])}
            for holder in stack.people.key_holders()
            if holder["kind"] in ("authentication", "revoked", "expired", "rogue")
        ],
    }


def environment(stack: LocalStack) -> dict[str, str]:
    """What every command of operators takes (`python -m tools.…`): PROJECT, buckets, archive, addresses of emulators.

    With the settings of the issue function, which the recovery takes, and their secrets, made for this folder alone.
    """
    given = stack.settings_of("complaint") | stack.settings_of("issue")
    return {name: value for name, value in given.items() if value and name not in ("PYTHONPATH", "THREADS")}


def person(stack: LocalStack, scene: Scene) -> dict[str, Any]:
    """A guardian: the key, what to ask for a token, and what the registries know."""
    return {
        "id": scene.id,
        "about": scene.about,
        **stack.key(scene.guardian.id),
        "token_request": {"role": "citizen", "iin": scene.guardian.iin},
        "cabinet": f"{stack.address('portal')}/cabinet/{scene.id}",
        "scene": to_fields(scene),
    }


def centre_of(stack: LocalStack, centre: Centre) -> dict[str, Any]:
    """A public service centre: its desks, and its board, which shows numbers and never people."""
    return {
        "id": centre.id,
        "names": to_fields(centre.names),
        "desks": list(centre.desks),
        "board": f"{stack.gateway}/v1/psc/{centre.id}/board",
    }


def authority_of(authority: Authority) -> dict[str, Any]:
    """An akimat, or the quality authority: who hears complaints."""
    return {"id": authority.id, "kind": authority.kind.value, "names": to_fields(authority.names)}


def officer_of(officer: Officer) -> dict[str, Any]:
    request = {"role": officer.role, "office": officer.office, "subject": officer.id}
    return {
        "id": officer.id,
        "token_request": {key: value for key, value in request.items() if value},
        "name": officer.resident.names.kk.full(),
    }
