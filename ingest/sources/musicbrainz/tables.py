"""The tables of MusicBrainz that we use, with their columns in the order of its export.

From CreateTables.sql as it was at each SCHEMA_SEQUENCE. A dump of another one is refused: a column
that moved would be read as another without a word.
"""

from collections.abc import Mapping

DATE = "{0}_date_year int2, {0}_date_month int2, {0}_date_day int2"
BEGIN, END = DATE.format("begin"), DATE.format("end")
EDITED = "edits_pending int4, last_updated timestamptz"
LINK = (
    f"id int4, link int4, entity0 int4, entity1 int4, {EDITED}, link_order int4,"
    " entity0_credit text, entity1_credit text"
)
TAGGED = "{} int4, tag int4, count int4, last_updated timestamptz"

SCHEMA_31: Mapping[str, str] = {
    "artist": f"id int4, gid uuid, name text, sort_name text, {BEGIN}, {END}, type int4, area int4, gender int4,"
              f" comment text, {EDITED}, ended bool, begin_area int4, end_area int4",
    "artist_alias": f"id int4, artist int4, name text, locale text, {EDITED}, type int4, sort_name text,"
                    f" {BEGIN}, {END}, primary_for_locale bool, ended bool",
    "artist_credit_name": "artist_credit int4, position int2, artist int4, name text, join_phrase text",
    "artist_tag": TAGGED.format("artist"),
    "genre": f"id int4, gid uuid, name text, comment text, {EDITED}",
    "iso_3166_1": "area int4, code text",
    "isrc": "id int4, recording int4, isrc text, edits_pending int4, created timestamptz",
    "l_artist_artist": LINK,
    "l_artist_recording": LINK,
    "l_artist_release": LINK,
    "l_artist_url": LINK,
    "l_label_label": LINK,
    "label": f"id int4, gid uuid, name text, {BEGIN}, {END}, label_code int4, type int4, area int4, comment text,"
             f" {EDITED}, ended bool",
    "link": f"id int4, link_type int4, {BEGIN}, {END}, attribute_count int4, created timestamptz, ended bool",
    "link_type": "id int4, parent int4, child_order int4, gid uuid, entity_type0 text, entity_type1 text, name text,"
                 " description text, link_phrase text, reverse_link_phrase text, long_link_phrase text,"
                 " last_updated timestamptz, is_deprecated bool, has_dates bool, entity0_cardinality int2,"
                 " entity1_cardinality int2",
    "medium": f"id int4, release int4, position int4, format int4, name text, {EDITED}, track_count int4, gid uuid",
    "recording": f"id int4, gid uuid, name text, artist_credit int4, length int4, comment text, {EDITED}, video bool",
    "recording_tag": TAGGED.format("recording"),
    "release": "id int4, gid uuid, name text, artist_credit int4, release_group int4, status int4, packaging int4,"
               " language int4, script int4, barcode text, comment text, edits_pending int4, quality int2,"
               " last_updated timestamptz",
    "release_country": "release int4, country int4, date_year int2, date_month int2, date_day int2",
    "release_group": f"id int4, gid uuid, name text, artist_credit int4, type int4, comment text, {EDITED}",
    "release_label": "id int4, release int4, label int4, catalog_number text, last_updated timestamptz",
    "release_unknown_country": "release int4, date_year int2, date_month int2, date_day int2",
    "tag": "id int4, name text, ref_count int4",
    "track": f"id int4, gid uuid, recording int4, medium int4, position int4, number text, name text,"
             f" artist_credit int4, length int4, {EDITED}, is_data_track bool",
    "url": f"id int4, gid uuid, url text, {EDITED}",
}  # fmt: skip
SCHEMAS: Mapping[int, Mapping[str, str]] = {31: SCHEMA_31}
