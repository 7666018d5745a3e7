-- When a page was last read for who is named there, so that it can be read again when it may have changed.

CREATE SCHEMA editorial;

CREATE TABLE editorial.read (
    document_id int PRIMARY KEY REFERENCES public.document ON DELETE CASCADE,
    read        timestamptz NOT NULL DEFAULT now()
);
