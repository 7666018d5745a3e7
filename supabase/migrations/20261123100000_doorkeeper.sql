-- How much each caller has asked, counted by every copy of the service at one place. A caller is a digest:
-- nobody's address lies here. Unlogged: after a crash everybody starts anew, and it costs no log.

CREATE SCHEMA doorkeeper;

CREATE UNLOGGED TABLE doorkeeper.caller (
    caller  bytea       PRIMARY KEY,
    even_at timestamptz NOT NULL  -- when all that was asked will be forgotten
) WITH (fillfactor = 70);
ALTER TABLE doorkeeper.caller ENABLE ROW LEVEL SECURITY;

-- May this caller ask once more, with `quota` questions to `span`? A question puts `even_at` off by its
-- share of the span, and nobody may owe more than the span (the generic cell rate algorithm).
CREATE FUNCTION doorkeeper.may_ask(who bytea, quota int, span interval, OUT allowed boolean, OUT owed interval)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    share CONSTANT interval := span / quota;
    said_at CONSTANT timestamptz := clock_timestamp();
BEGIN
    INSERT INTO doorkeeper.caller AS known (caller, even_at) VALUES (who, said_at + share)
        ON CONFLICT (caller) DO UPDATE SET even_at = greatest(known.even_at, said_at) + share
        WHERE greatest(known.even_at, said_at) + share <= said_at + span
        RETURNING known.even_at - said_at INTO owed;
    allowed := FOUND;
    IF NOT allowed THEN
        SELECT even_at - said_at INTO owed FROM doorkeeper.caller WHERE caller = who;
    END IF;
    IF random() < 0.001 THEN  -- whoever owes nothing need not be remembered
        DELETE FROM doorkeeper.caller
         WHERE caller IN (SELECT caller FROM doorkeeper.caller WHERE even_at < said_at
                           LIMIT 10000 FOR UPDATE SKIP LOCKED);
    END IF;
END $$;

REVOKE ALL ON FUNCTION doorkeeper.may_ask FROM PUBLIC;
DO $$
BEGIN
    GRANT USAGE ON SCHEMA doorkeeper TO auric_reader;
    GRANT EXECUTE ON FUNCTION doorkeeper.may_ask TO auric_reader;
EXCEPTION WHEN undefined_object THEN NULL;  -- nobody was allowed to make that role
END $$;
