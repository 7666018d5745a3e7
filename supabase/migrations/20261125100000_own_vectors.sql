-- Whoever listens for us may put right what was heard on Deezer, not what was heard from recordings of one's own.

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_policies WHERE policyname = 'auric_hears_again') THEN
        ALTER POLICY auric_hears_again ON public.audio_vector USING (source = 'deezer');
    END IF;
END $$;
