"""The papers that people bring, as a scanner sees them; specimens, made of nothing but what the scene says."""

from __future__ import annotations

from emulators.population import Scene


def foreign_birth_certificate(scene: Scene) -> bytes:
    """What the guardian scanned: a PDF with the number of the foreign certificate."""
    ward = next(ward for ward in scene.wards if ward.birth is None)
    born = ward.resident.birth_date
    return scan(f"<h1>Birth certificate (specimen)</h1><p>No {ward.foreign_certificate}</p><p>{born:%d.%m.%Y}</p>")


def scan(html: str) -> bytes:
    from weasyprint import HTML

    return bytes(HTML(string=html).write_pdf())
