-- Before a row goes, every table that may refer to it is asked whether it does. Without an index that is a
-- walk through the whole table for each row, and a snapshot in the place of other facts lets all rows go.

CREATE INDEX tag_parent ON public.tag (parent_id);
CREATE INDEX artist_tag_tag ON public.artist_tag (tag_id);
CREATE INDEX track_tag_tag ON public.track_tag (tag_id);
CREATE INDEX label_parent ON public.label (parent_id);
CREATE INDEX release_label ON public.release (label_id);
CREATE INDEX credit_release ON public.credit (release_id);
CREATE INDEX credit_track ON public.credit (track_id);
CREATE INDEX document_about ON public.document (about_id);
