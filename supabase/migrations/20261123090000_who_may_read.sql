-- Who may read the catalogue. Some hosts put an API of their own in front of every table in "public"
-- (Supabase does, for its roles anon and authenticated): nothing of ours is to be had there. The service
-- reads as a member of auric_reader, which can change nothing.

DO $$
BEGIN
    CREATE ROLE auric_reader NOLOGIN;
EXCEPTION
    -- Roles belong to the whole server: another database may have made it, even this very moment.
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'role auric_reader was not made: this user may not create roles';
END $$;

DO $$
DECLARE
    strangers CONSTANT text[] := ARRAY(SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated'));
    has_reader CONSTANT boolean := EXISTS (SELECT FROM pg_roles WHERE rolname = 'auric_reader');
    stranger text;
    fact text;
    counter regclass;
BEGIN
    FOREACH fact IN ARRAY ARRAY[
        'artist', 'artist_name', 'tag', 'artist_tag', 'track', 'track_tag', 'label', 'artist_label', 'release',
        'credit', 'relation', 'document', 'mention', 'playlist', 'playlist_artist', 'audio_vector', 'text_vector',
        'fact_key', 'graph_version', 'ingest_run'
    ] LOOP
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', fact);
        FOREACH stranger IN ARRAY strangers LOOP
            EXECUTE format('REVOKE ALL ON public.%I FROM %I', fact, stranger);
            FOR counter IN
                SELECT objid::regclass FROM pg_depend JOIN pg_class ON pg_class.oid = objid AND relkind = 'S'
                 WHERE refobjid = format('public.%I', fact)::regclass
            LOOP
                EXECUTE format('REVOKE ALL ON SEQUENCE %s FROM %I', counter, stranger);
            END LOOP;
        END LOOP;
        IF has_reader AND fact <> 'ingest_run' THEN
            EXECUTE format('GRANT SELECT ON public.%I TO auric_reader', fact);
            EXECUTE format('CREATE POLICY auric_reads ON public.%I FOR SELECT TO auric_reader USING (true)', fact);
        END IF;
    END LOOP;

    -- What this user makes in "public" later is not given away either.
    FOREACH stranger IN ARRAY strangers LOOP
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM %I', stranger);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM %I', stranger);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON FUNCTIONS FROM %I', stranger);
    END LOOP;

    IF has_reader THEN
        GRANT USAGE ON SCHEMA public, supabase_migrations TO auric_reader;
        GRANT SELECT ON supabase_migrations.schema_migrations TO auric_reader;
        IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'graph') THEN
            GRANT USAGE ON SCHEMA graph TO auric_reader;
            GRANT SELECT ON ALL TABLES IN SCHEMA graph TO auric_reader;
        END IF;
    END IF;
END $$;

DO $$
BEGIN
    GRANT USAGE ON SCHEMA extensions TO auric_reader;
    IF NOT has_schema_privilege('auric_reader', 'extensions', 'USAGE') THEN  -- a grant of what is not ours only warns
        RAISE WARNING 'the owner of the schema "extensions" must give USAGE on it to auric_reader';
    END IF;
EXCEPTION
    WHEN undefined_object THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE WARNING 'the owner of the schema "extensions" must give USAGE on it to auric_reader';
END $$;
