-- Live events: the deliverer takes rows from the outbox and puts them into the log of events.
GRANT SELECT, DELETE ON outbox TO @USER@;
GRANT SELECT, INSERT, DELETE ON events TO @USER@;
