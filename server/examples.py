"""Short answers for the reference, in the shape of the long ones."""

ENTITY = {
    "id": 1,
    "kind": "artist",
    "name": "Nine Inch Nails",
    "artist_id": 1,
    "artist_name": None,
    "mbid": "b7ffd2af-418f-4be2-bdd1-22f8b48613da",
    "disambiguation": "American industrial rock project led by Trent Reznor",
    "country": "US",
    "year": 1988,
}
CONTRIBUTION: dict[str, object] = {
    "signal": "tag_overlap",
    "weight": 0.2,
    "strength": 0.8,
    "points": 0.16,
    "reason": "both tagged industrial rock, industrial metal and industrial",
    "sources": [{"source": "starter", "title": None, "url": None}],
}
PICK = {
    "rank": 1,
    "artist_id": 2,
    "artist_name": "Ministry",
    "mbid": None,
    "score": 0.16,
    "explanation": "both tagged industrial rock, industrial metal and industrial",
    "coverage": 0.2,
    "exploration": False,
    "found_by": ["graph", "tags"],
    "track": {"id": 11, "title": "Stigmata", "year": 1988},
    "contributions": [CONTRIBUTION],
}
WEIGHTS = {"tag_overlap": 0.15, "artist_similarity": 0.15}
RESOLUTION = {"query": "Nin", "entity": ENTITY, "alternatives": []}
NEIGHBOURS = {
    "query": "Nine Inch Nails",
    "entity": ENTITY,
    "alternatives": [],
    "artists": [PICK],
    "profile": "published",
    "weights": WEIGHTS,
    "graph_version": "1c64d1b7",
    "note": None,
}
OTHER = {**ENTITY, "id": 2, "artist_id": 2, "name": "Ministry", "mbid": None, "year": 1981}
GRAPH: dict[str, object] = {"weights": WEIGHTS, "graph_version": "1c64d1b7"}
EXPLANATION = {
    "query": "Nine Inch Nails",
    "entity": ENTITY,
    "other": OTHER,
    "picked": False,
    "rank": None,
    "rank_by_score": 12,
    "considered": 640,
    "lost_at": "score",
    "answer": "Ministry was considered for Nine Inch Nails and came 12 of 640. What speaks for it:"
    " both tagged industrial rock, industrial metal and industrial. It would come in with tag overlap"
    " raised from 0.15 to 0.19.",
    "evidence": {**PICK, "rank": 12},
    "in_its_place": [{**PICK, "rank": 10, "artist_id": 3, "artist_name": "KMFDM"}],
    "change": {"signal": "tag_overlap", "weight": 0.15, "needed": 0.19},
    "profile": "published",
    **GRAPH,
}
DIRECTION: dict[str, object] = {
    "seed": ENTITY,
    "other": OTHER,
    "score": 0.16,
    "rank": 12,
    "considered": 640,
    "coverage": 0.2,
    "contributions": [CONTRIBUTION],
}
COMPARISON = {
    "one": ENTITY,
    "other": OTHER,
    "summary": "Nine Inch Nails and Ministry are near by tag overlap: Ministry is number 12 of 640 from"
    " Nine Inch Nails, Nine Inch Nails number 9 of 580 from Ministry. 1 short chain of facts between them.",
    "there": DIRECTION,
    "back": {**DIRECTION, "seed": OTHER, "other": ENTITY, "rank": 9, "considered": 580},
    "signals": [
        {
            "signal": "tag_overlap",
            "weight": 0.15,
            "there": 0.8,
            "back": 0.8,
            "reason": CONTRIBUTION["reason"],
            "sources": CONTRIBUTION["sources"],
        }
    ],
    "chains": [
        {
            "text": "Nine Inch Nails is related to Ministry",
            "cost": 1.0,
            "hops": [
                {
                    "start": "Nine Inch Nails",
                    "how": "is related to",
                    "end": "Ministry",
                    "detail": None,
                    "source": {"source": "starter", "title": None, "url": None},
                }
            ],
        }
    ],
    **GRAPH,
}
NAMES = {"names": ["Throbbing Gristle"], "ids": [3], "total": 1}
SIGNALS = {
    "signals": [
        {
            "name": "tag_overlap",
            "asks": "How much do their tags have in common?",
            "weights": {"published": 0.15, "tuned": 0.39},
            "coverage": 0.98,
        }
    ],
    "profiles": ["published", "tuned"],
    "graph_version": "1c64d1b7",
}
