-- How tracks sound, one vector per track and model.

INSERT INTO rejected
SELECT 'audio', s.line, format('track_id %L is no track', s.track_id)
  FROM staged_audio AS s
 WHERE NOT EXISTS (SELECT FROM fact_key AS k WHERE k.kind = 'track' AND k.key = s.track_id);

INSERT INTO audio_vector AS known
SELECT DISTINCT ON (k.id, s.model) k.id, s.model, s.embedding
  FROM staged_audio AS s
  JOIN fact_key AS k ON k.kind = 'track' AND k.key = s.track_id
 ORDER BY k.id, s.model, s.line DESC
    ON CONFLICT (track_id, model) DO UPDATE SET embedding = excluded.embedding
 WHERE known.embedding <> excluded.embedding;
