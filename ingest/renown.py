"""Who is best known: whoever most is told about, in tags, relations, credits, labels, writing and playlists."""

# For the WITH of a question; artists about whom nothing is told are not in it.
TOLD = """
    told AS (
        SELECT artist_id, count(*) AS facts
          FROM (SELECT artist_id FROM artist_tag
                UNION ALL SELECT from_id FROM relation
                UNION ALL SELECT to_id FROM relation
                UNION ALL SELECT artist_id FROM credit
                UNION ALL SELECT artist_id FROM artist_label
                UNION ALL SELECT artist_id FROM mention
                UNION ALL SELECT artist_id FROM playlist_artist) AS said
         GROUP BY artist_id
    )
"""
