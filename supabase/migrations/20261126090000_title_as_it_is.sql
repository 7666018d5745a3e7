-- Whoever writes a title as it is needs no likeness of it: the trigrams of a plain title are those of a
-- hundred thousand others.

CREATE INDEX track_folded ON public.track (folded);
