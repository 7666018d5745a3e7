-- Whoever writes a title as it is needs no likeness of it: the trigrams of a plain title are those of a
-- hundred thousand others. By hash, for a title may be longer than a B-tree takes.

CREATE INDEX track_folded ON public.track USING hash (folded);
