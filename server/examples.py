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
CONTRIBUTION = {
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
NAMES = {"names": ["Throbbing Gristle"], "ids": [3], "total": 1}
SIGNALS = {
    "signals": [
        {
            "name": "tag_overlap",
            "asks": "How much do their tags have in common?",
            "weights": {"published": 0.15, "tuned": 0.267},
            "coverage": 0.98,
        }
    ],
    "profiles": ["published", "tuned"],
    "graph_version": "1c64d1b7",
}
