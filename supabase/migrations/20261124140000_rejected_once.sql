-- A chunk may be read again; what is rejected in it is told once.

DELETE FROM discogs.reject AS one
 USING discogs.reject AS other
 WHERE other.dump_id = one.dump_id AND other.start_at = one.start_at AND other.ctid < one.ctid;
ALTER TABLE discogs.reject ADD PRIMARY KEY (dump_id, start_at);
