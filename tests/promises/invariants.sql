-- Rules over several rows that no constraint can state. Every query must return no row, whatever was killed when.
-- `legal_move (before, action, after)` is the table of moves of app.tickets.workflow, made by invariants.py.

-- rule: a ticket has no first history row
SELECT t.id FROM tickets_ticket t
WHERE NOT EXISTS (SELECT 1 FROM tickets_event e WHERE e.ticket_id = t.id AND e.seq = 1 AND e.action = 'submit');

-- rule: a history has a gap or the same number twice
SELECT ticket_id, min(seq), max(seq), count(*) FROM tickets_event GROUP BY ticket_id
HAVING min(seq) <> 1 OR max(seq) <> count(*) OR count(DISTINCT seq) <> count(*);

-- rule: a history row is no legal move
SELECT e.ticket_id, e.seq, e.before, e.action, e.after FROM tickets_event e
LEFT JOIN legal_move m ON m.action = e.action AND m.after = e.after AND m.before IS NOT DISTINCT FROM e.before
WHERE m.action IS NULL;

-- rule: a move does not begin where the one before it ended
SELECT e.ticket_id, e.seq FROM tickets_event e
JOIN tickets_event p ON p.ticket_id = e.ticket_id AND p.seq = e.seq - 1
WHERE e.before IS DISTINCT FROM p.after;

-- rule: the state of a ticket is not the end of its history
SELECT t.id, t.state, t.version FROM tickets_ticket t
WHERE NOT EXISTS (
    SELECT 1 FROM tickets_event e WHERE e.ticket_id = t.id AND e.seq = t.version AND e.after = t.state)
   OR EXISTS (SELECT 1 FROM tickets_event e WHERE e.ticket_id = t.id AND e.seq > t.version);

-- rule: a ticket was dispatched by the router more than once
SELECT ticket_id, count(*) FROM tickets_event WHERE action = 'dispatch' GROUP BY ticket_id HAVING count(*) > 1;

-- rule: a dispatch has not exactly one routing
SELECT e.ticket_id, e.seq FROM tickets_event e
WHERE e.action = 'dispatch'
  AND (SELECT count(*) FROM tickets_routing r WHERE r.ticket_id = e.ticket_id AND r.seq = e.seq) <> 1;

-- rule: a routing belongs to no step
SELECT r.ticket_id, r.seq FROM tickets_routing r
WHERE NOT EXISTS (SELECT 1 FROM tickets_event e WHERE e.ticket_id = r.ticket_id AND e.seq = r.seq
                  AND e.action IN ('dispatch', 'reassign', 'reopen', 'decide'));

-- rule: a routed ticket has no timer for its end
SELECT t.id FROM tickets_ticket t
WHERE t.responsible_org_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM core_outbox o WHERE o.topic = 'tickets.deadline'
                  AND o.dedupe LIKE 'deadline:' || t.id || ':1:finish:%');

-- rule: a clock that runs has no timer that fires by its deadline
SELECT t.id, c.clock FROM tickets_ticket t
CROSS JOIN LATERAL (VALUES ('contact', t.contact_due_at, t.contacted_at), ('onsite', t.onsite_due_at, t.onsite_at),
                           ('finish', t.finish_due_at, t.finished_at)) AS c (clock, due, met)
WHERE t.state IN ('submitted', 'dispatched', 'accepted', 'in_progress') AND c.due > now() AND c.met IS NULL
  AND NOT EXISTS (SELECT 1 FROM core_outbox o WHERE o.topic = 'tickets.deadline' AND o.done_at IS NULL
                  AND o.payload ->> 'ticket_id' = t.id::text AND o.payload ->> 'clock' = c.clock
                  AND (o.payload ->> 'round')::int = t.round AND o.due_at <= c.due);

-- rule: a rung of the ladder was told more than once
SELECT subscriber, payload ->> 'ticket_id' AS ticket, payload ->> 'round' AS round, payload ->> 'step' AS step, count(*)
FROM core_outbox WHERE topic = 'tickets.step' GROUP BY 1, 2, 3, 4 HAVING count(*) > 1;

-- rule: a rung and its messages are not there together
SELECT coalesce(l.ticket_id::text, o.ticket) AS ticket, l.round, l.step FROM tickets_ladder l
FULL JOIN (SELECT DISTINCT payload ->> 'ticket_id' AS ticket, (payload ->> 'round')::int AS round,
                  (payload ->> 'step')::int AS step FROM core_outbox WHERE topic = 'tickets.step') o
ON o.ticket = l.ticket_id::text AND o.round = l.round AND o.step = l.step
WHERE l.ticket_id IS NULL OR o.ticket IS NULL;

-- rule: a ticket stands below the last rung that it climbed in this round
SELECT t.id, t.level, max(l.step) FROM tickets_ticket t JOIN tickets_ladder l ON l.ticket_id = t.id AND l.round = t.round
GROUP BY t.id, t.level
HAVING coalesce(array_position(ARRAY['company', 'community', 'street', 'district'], t.level::text), 0) < max(l.step);

-- rule: something waits for a decision about a ticket that nobody works on
SELECT r.id, r.kind, t.state FROM tickets_request r JOIN tickets_ticket t ON t.id = r.ticket_id
WHERE r.state = 'pending' AND t.state NOT IN ('dispatched', 'accepted', 'in_progress', 'suspended');

-- rule: a ticket went into one that was over, or lies in one that was taken back or went into another one
SELECT e.ticket_id AS main, e.seq FROM tickets_event e
WHERE e.action = 'join' AND e.detail ->> 'how' = 'merge' AND e.after IN ('closed', 'withdrawn', 'merged')
UNION ALL
SELECT m.id, NULL FROM tickets_ticket t JOIN tickets_ticket m ON m.id = t.merged_into_id
WHERE t.state = 'merged' AND m.state IN ('withdrawn', 'merged');

-- rule: a merged ticket left somebody behind
SELECT t.id FROM tickets_ticket t JOIN tickets_ticket m ON m.id = t.merged_into_id
WHERE t.reporter_id <> m.reporter_id AND NOT EXISTS (
    SELECT 1 FROM tickets_follower f WHERE f.ticket_id = m.id AND f.person_id = t.reporter_id);

-- rule: a move was announced more than once
SELECT topic, subscriber, payload ->> 'ticket_id' AS ticket, payload ->> 'seq' AS seq, count(*) FROM core_outbox
WHERE topic IN ('tickets.moved', 'tickets.routed') GROUP BY 1, 2, 3, 4 HAVING count(*) > 1;

-- rule: a ticket was never routed although all work is done
SELECT t.id FROM tickets_ticket t
WHERE t.state = 'submitted'
  AND NOT EXISTS (SELECT 1 FROM core_outbox o WHERE o.topic = 'tickets.submitted' AND o.done_at IS NULL
                  AND o.payload ->> 'ticket_id' = t.id::text);

-- rule: one key made more than one ticket
SELECT substring(description FROM 'key:([0-9a-f-]{36})') AS key, count(*) FROM tickets_ticket
WHERE description LIKE '%key:%' GROUP BY 1 HAVING count(*) > 1;

-- rule: a ticket belongs to no key
SELECT t.id FROM tickets_ticket t
WHERE NOT EXISTS (SELECT 1 FROM core_idempotency k WHERE k.route = 'file_ticket' AND k.object_id = t.id);

-- rule: a key names a thing that does not exist
SELECT k.route, k.key FROM core_idempotency k
WHERE (k.route = 'file_ticket' AND NOT EXISTS (SELECT 1 FROM tickets_ticket t WHERE t.id = k.object_id))
   OR (k.route = 'media_upload' AND NOT EXISTS (SELECT 1 FROM media_file f WHERE f.id = k.object_id));

-- rule: an act of a person was not audited exactly once
SELECT e.ticket_id, count(*) AS acts, (SELECT count(*) FROM core_audit a WHERE a.subject = 'ticket:' || e.ticket_id)
FROM tickets_event e WHERE e.actor_id IS NOT NULL GROUP BY e.ticket_id
HAVING count(*) <> (SELECT count(*) FROM core_audit a WHERE a.subject = 'ticket:' || e.ticket_id);

-- rule: a round was rated more than once, or rated without being confirmed
SELECT c.ticket_id FROM (
    SELECT ticket_id, count(*) AS times FROM tickets_event
    WHERE action = 'confirm' OR (action = 'settle' AND detail ->> 'rating' IS NOT NULL) GROUP BY ticket_id) c
FULL JOIN (SELECT ticket_id, count(*) AS times, count(DISTINCT round) AS rounds FROM tickets_rating GROUP BY ticket_id) r
USING (ticket_id)
WHERE c.times IS DISTINCT FROM r.times OR r.times IS DISTINCT FROM r.rounds;

-- rule: a photo is attached to a ticket that does not exist
SELECT f.id FROM media_file f
WHERE f.subject_kind = 'ticket' AND NOT EXISTS (SELECT 1 FROM tickets_ticket t WHERE t.id = f.subject_id);

-- rule: a call-back waits for somebody whose matter it is not
SELECT q.id, q.ticket_id FROM callbacks_task q JOIN tickets_ticket t ON t.id = q.ticket_id
WHERE q.state = 'open' AND q.person_id <> t.reporter_id
  AND NOT EXISTS (SELECT 1 FROM tickets_follower f WHERE f.ticket_id = t.id AND f.person_id = q.person_id);

-- rule: a call-back waits that nobody has to make
SELECT q.id, q.ticket_id FROM callbacks_task q JOIN tickets_ticket t ON t.id = q.ticket_id
WHERE q.state = 'open' AND (t.state IN ('withdrawn', 'merged') OR t.round <> q.round
                            OR (t.finished_at IS NULL AND t.finish_due_at > now()));

-- rule: a call-back counts in another month than that of the deadline, or with nobody although somebody has the order
SELECT q.id, q.month, t.finish_due_at FROM callbacks_task q JOIN tickets_ticket t ON t.id = q.ticket_id
WHERE q.state <> 'void' AND (q.company_id IS NULL AND t.responsible_org_id IS NOT NULL OR t.round = q.round
    AND q.month <> date_trunc('month', t.finish_due_at AT TIME ZONE 'Asia/Shanghai')::date);

-- rule: a call-back is left out although its order is not, or counts although its order is left out
SELECT q.id, q.excluded FROM callbacks_task q
WHERE q.excluded <> EXISTS (
    SELECT 1 FROM callbacks_exclusion x WHERE x.ticket_id = q.ticket_id AND x.state = 'approved');

-- rule: a cell is not the count of its call-backs
SELECT * FROM (
    SELECT month, compound_id, coalesce(company_id, '00000000-0000-0000-0000-000000000000') AS company_id,
           count(*) FILTER (WHERE NOT excluded)::int AS orders,
           count(*) FILTER (WHERE NOT excluded AND state = 'answered')::int AS valid
    FROM callbacks_task WHERE state <> 'void' AND kind <> 'consultation' GROUP BY 1, 2, 3) q
FULL JOIN callbacks_cell c USING (month, compound_id, company_id)
WHERE coalesce(q.orders, 0) <> coalesce(c.orders, 0) OR coalesce(q.valid, 0) <> coalesce(c.valid, 0);

-- rule: accepted work is still undone
SELECT id, subscriber, attempts, last_error FROM core_outbox
WHERE done_at IS NULL AND dead_at IS NULL AND (due_at <= now() OR attempts > 0);

-- rule: a message gave up
SELECT id, subscriber, attempts, last_error FROM core_outbox WHERE dead_at IS NOT NULL AND done_at IS NULL;
