-- A new graph is a new schema: who may read the old one may read it.

DO $$
BEGIN
    GRANT USAGE ON SCHEMA graph_next TO auric_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA graph_next TO auric_reader;
EXCEPTION WHEN undefined_object THEN NULL;  -- nobody was allowed to make that role
END $$;
