"""What makes two graphs the same: the facts they rest on."""

TABLES = (
    *("artist", "artist_name", "tag", "artist_tag", "track", "track_tag", "label", "artist_label"),
    *("release", "credit", "relation", "document", "mention", "playlist", "playlist_artist"),
)
# A vector's text is long; its bytes say as much.
VECTORS = {
    "audio_vector": "track_id || model || md5(extensions.halfvec_send(embedding))",
    "text_vector": "artist_id || model || digest",
}


def fingerprint() -> str:
    """SQL for one text that changes with any fact, whatever the order of rows."""
    rows = dict.fromkeys(TABLES, "facts::text") | VECTORS
    parts = " UNION ALL ".join(
        f"SELECT '{table}' AS name, count(*) AS rows,"
        f" coalesce(sum(hashtextextended({row}, 0)::numeric), 0) AS digest FROM public.{table} AS facts"
        for table, row in rows.items()
    )
    return f"SELECT string_agg(name || ':' || rows || ':' || digest, ' ' ORDER BY name) FROM ({parts}) AS t"


def counts() -> str:
    """SQL for one JSON object with the number of rows of every table of facts."""
    pairs = ", ".join(
        f"'{table}', (SELECT count(*) FROM public.{table})" for table in (*TABLES, *VECTORS)
    )
    return f"SELECT jsonb_build_object({pairs})"


MODELS = """
    SELECT jsonb_build_object(
        'audio', (SELECT coalesce(jsonb_object_agg(model, n), '{}') FROM
                  (SELECT model, count(*) AS n FROM public.audio_vector GROUP BY model) AS a),
        'text', (SELECT coalesce(jsonb_object_agg(model, n), '{}') FROM
                 (SELECT model, count(*) AS n FROM public.text_vector GROUP BY model) AS t))
"""
