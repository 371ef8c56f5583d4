"""The routes of the complaint function, each with its roles, contract and clauses."""

from __future__ import annotations

from functions.complaint.answer_routes import ANSWER_ROUTES
from functions.complaint.deadline_routes import DEADLINE_ROUTES
from functions.complaint.figure_routes import FIGURE_ROUTES
from functions.complaint.health import HEALTH_ROUTE
from functions.complaint.registration_routes import REGISTRATION_ROUTES
from functions.complaint.services import ComplaintServices
from functions.shared.http.routing import Route

ROUTES: tuple[Route[ComplaintServices], ...] = (
    *REGISTRATION_ROUTES,
    *ANSWER_ROUTES,
    *DEADLINE_ROUTES,
    *FIGURE_ROUTES,
    HEALTH_ROUTE,
)
