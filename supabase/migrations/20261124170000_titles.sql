-- A track is found by its title, exactly or nearly, without a walk through all of them.

CREATE INDEX track_title ON public.track USING gin (folded extensions.gin_trgm_ops);
