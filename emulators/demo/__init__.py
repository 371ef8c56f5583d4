"""The main job, shown: `make demo` starts the local cloud and plays people through it, at portal and centre."""

from emulators.demo.papers import foreign_birth_certificate

__all__ = ["foreign_birth_certificate"]
