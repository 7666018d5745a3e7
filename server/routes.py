"""What can be asked over HTTP. Each route is a signature, a sentence and one question to the engine."""

from typing import Any

from fastapi import APIRouter, Request, Response

from core import engine
from core.about import SignalList, about_signals
from core.begun import Begun, names_begun
from core.compared import Comparison
from core.counterfactual import Explanation
from core.resolve import resolve as who_is_meant
from core.types import RecommendationList, Resolution
from server import examples, figures
from server.options import (
    Another,
    Beginning,
    Begins,
    Most,
    One,
    Other,
    Q,
    Steered,
    Type,
    Weighed,
)
from server.receipts import At
from server.reference import answers, errors

SIGN_IN_IF_YOU_LIKE: dict[str, Any] = {"security": [{}, {"supabase": []}]}
music = APIRouter(tags=["music"])
watch = APIRouter(tags=["watch"])


@music.get(
    "/recommend",
    response_model=RecommendationList,
    responses=answers(examples.NEIGHBOURS),
    openapi_extra=SIGN_IN_IF_YOU_LIKE,
)
async def recommend(at: At, q: Q, wishes: Steered, type: Type = None) -> Response:
    """Ten neighbours of an artist, a track or a genre, each with its reasons.

    The score of a neighbour is the sum of its contributions, from 0 to 1.
    """
    return await at.answer(lambda db: engine.recommend(db, q, type, wishes))


@music.get(
    "/resolve",
    response_model=Resolution,
    responses=answers(examples.RESOLUTION),
    openapi_extra=SIGN_IN_IF_YOU_LIKE,
)
async def resolve(at: At, q: Q, type: Type = None) -> Response:
    """Who is meant by a name, and who else it could be."""
    return await at.answer(lambda db: who_is_meant(db, q, type), names_graph=False)


@music.get(
    "/explain",
    response_model=Explanation,
    responses=answers(examples.EXPLANATION),
    openapi_extra=SIGN_IN_IF_YOU_LIKE,
)
async def explain(at: At, q: Q, other: Other, wishes: Steered, type: Type = None) -> Response:
    """Why an artist is among the neighbours, or why not and what would let it in.

    Pass the options of the question that you want explained.
    """
    return await at.answer(lambda db: engine.explain(db, q, other, type, wishes))


@music.get(
    "/compare",
    response_model=Comparison,
    responses=answers(examples.COMPARISON),
    openapi_extra=SIGN_IN_IF_YOU_LIKE,
)
async def compare(at: At, one: One, other: Another, wishes: Weighed) -> Response:
    """Two artists side by side, signal by signal, and the chains of facts between them."""
    return await at.answer(lambda db: engine.compare(db, one, other, wishes))


@music.get(
    "/names",
    response_model=Begun,
    responses=answers(examples.NAMES),
    openapi_extra=SIGN_IN_IF_YOU_LIKE,
)
async def names(at: At, q: Beginning, type: Begins = "artist", limit: Most = 8) -> Response:
    """The names that begin like this, the best known first: for completing what is being typed."""
    return await at.answer(lambda db: names_begun(db, q, [type], limit), names_graph=False)


@music.get(
    "/signals",
    response_model=SignalList,
    responses=answers(examples.SIGNALS),
    openapi_extra=SIGN_IN_IF_YOU_LIKE,
)
async def signals(at: At) -> Response:
    """The signals: what each asks, how much it counts, and how many artists it can speak for."""
    return await at.answer(about_signals)


@watch.get("/health")
async def health() -> dict[str, bool]:
    """Alive: the service answers, whatever becomes of the database."""
    return {"alive": True}


@watch.get("/ready", responses=errors(503))
async def ready(request: Request) -> dict[str, str]:
    """Ready: the database answers and holds a graph that can be read."""
    return {"graph_version": await request.app.state.readiness.version()}


@watch.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    return Response(request.app.state.figures.page(), media_type=figures.MEDIA_TYPE)
