"""The checks as statements: each answers with what is wrong in the bound restaurant, with nothing when all is well.

What is older than the log, which is trimmed, was told when it happened.
"""

CHECKS = {
    "order numbers of a day are 1 to n": """
        SELECT business_day, count(*), min(number), max(number) FROM orders GROUP BY business_day
        HAVING min(number) <> 1 OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)
    """,
    "the counter says the last number": """
        SELECT c.day, c.number FROM order_counters c
        WHERE c.number <> (SELECT max(number) FROM orders WHERE business_day = c.day)
    """,
    "event numbers are 1 to n, and the stream says n": """
        SELECT s.seq, count(e.seq), max(e.seq) FROM streams s LEFT JOIN events e ON e.restaurant_id = s.restaurant_id
        WHERE s.restaurant_id = :house GROUP BY s.seq, s.floor_seq
        HAVING count(e.seq) <> s.seq - s.floor_seq OR coalesce(max(e.seq), s.floor_seq) <> s.seq
            OR count(DISTINCT e.seq) <> count(e.seq)
    """,
    "every order was told once": """
        SELECT o.id FROM orders o LEFT JOIN events e ON e.subject_id = o.id AND e.kind = 'order.placed'
        WHERE o.placed_at >= (SELECT min(at) FROM events) GROUP BY o.id HAVING count(e.seq) <> 1
    """,
    "what was told has happened": """
        SELECT e.seq FROM events e
        WHERE e.kind = 'order.placed' AND NOT EXISTS (SELECT FROM orders o WHERE o.id = e.subject_id)
    """,
    "a total is the sum of its lines": """
        SELECT o.id, o.total_cents FROM orders o
        LEFT JOIN order_lines l ON l.order_id = o.id LEFT JOIN bills b ON b.order_id = o.id
        GROUP BY o.restaurant_id, o.id, o.total_cents, o.party_id, o.status, b.total_cents
        HAVING count(l.id) = 0 OR o.status <> 'cancelled' AND o.total_cents <>
            CASE WHEN o.party_id IS NULL THEN b.total_cents ELSE coalesce(sum(l.net_cents), 0) END
    """,
    "a table has one open party": """
        SELECT table_id FROM parties WHERE closed_at IS NULL GROUP BY table_id HAVING count(*) > 1
    """,
    "a key led to one order": """
        SELECT k.key FROM client_keys k
        WHERE k.kind = 'order' AND NOT EXISTS (SELECT FROM orders o WHERE o.id = k.result_id)
    """,
    "a key led to one act of money": """
        SELECT k.key, k.kind FROM client_keys k WHERE NOT EXISTS (SELECT FROM payments WHERE id = k.result_id)
            AND CASE k.kind WHEN 'payment' THEN true WHEN 'refund' THEN true
                WHEN 'discount' THEN NOT EXISTS (SELECT FROM bill_discounts WHERE id = k.result_id)
                WHEN 'write_off' THEN NOT EXISTS (SELECT FROM bills WHERE id = k.result_id)
                WHEN 'cash_movement' THEN NOT EXISTS (SELECT FROM cash_movements WHERE id = k.result_id) END
    """,
    "a bill says what its lines come to": """
        SELECT b.id, b.gross_cents, b.items_cents, sum(l.gross), sum(l.net) FROM bills b
        LEFT JOIN (
            SELECT l.bill_id, l.unit_price_cents * (l.quantity - l.void_quantity) AS gross, l.net_cents AS net
            FROM order_lines l JOIN orders o ON o.restaurant_id = l.restaurant_id AND o.id = l.order_id
            WHERE o.status <> 'cancelled'
        ) l ON l.bill_id = b.id
        GROUP BY b.restaurant_id, b.id, b.gross_cents, b.items_cents
        HAVING b.gross_cents <> coalesce(sum(l.gross), 0) OR b.items_cents <> coalesce(sum(l.net), 0)
    """,
    "a total is its parts": """
        SELECT id, total_cents FROM bills WHERE total_cents <> items_cents - discount_cents + service_cents
            + delivery_cents + packaging_cents + tax_added_cents + rounding_cents
    """,
    "what a bill says was paid is what the ledger says": """
        SELECT b.id, b.paid_cents, b.credited_cents, b.rounding_cents FROM bills b
        LEFT JOIN payments y ON y.restaurant_id = b.restaurant_id AND y.bill_id = b.id
        GROUP BY b.restaurant_id, b.id, b.paid_cents, b.credited_cents, b.rounding_cents
        HAVING b.paid_cents <> coalesce(sum(y.amount_cents), 0)
            OR b.credited_cents <> coalesce(sum(y.credited_cents), 0)
            OR b.rounding_cents <> coalesce(sum(y.rounding_cents), 0)
    """,
    "what is pending was asked for": """
        SELECT b.id, b.pending_cents FROM bills b
        LEFT JOIN payment_requests r ON r.bill_id = b.id AND r.status IN ('asking', 'waiting')
        GROUP BY b.restaurant_id, b.id, b.pending_cents
        HAVING b.pending_cents <> coalesce(sum(r.amount_cents), 0)
    """,
    "what a phone was asked for has an end": """
        SELECT id, status, expires_at FROM payment_requests
        WHERE status IN ('asking', 'waiting') AND expires_at < now() - interval '2 minutes'
    """,
    "what is open at a gateway is looked after, and nothing else": """
        SELECT r.id, r.status, g.look_at FROM payment_requests r
        LEFT JOIN gateway_references g ON g.restaurant_id = r.restaurant_id AND g.request_id = r.id
        WHERE g.reference IS DISTINCT FROM r.reference
            OR (r.status IN ('asking', 'waiting')) <> (g.look_at IS NOT NULL)
    """,
    "a request that was paid is one entry of its amount": """
        SELECT r.id, r.amount_cents, y.amount_cents FROM payment_requests r
        LEFT JOIN payments y ON y.restaurant_id = r.restaurant_id AND y.id = r.payment_id
        WHERE r.status = 'paid' AND (y.bill_id, y.method, y.amount_cents, y.tip_cents)
            IS DISTINCT FROM (r.bill_id, 'multicaixa_express', r.amount_cents, r.tip_cents)
    """,
    "every request was told, and its answer too": """
        SELECT r.id, r.status FROM payment_requests r LEFT JOIN events e ON e.subject_id = r.id
        WHERE r.asked_at >= (SELECT min(at) FROM events) GROUP BY r.restaurant_id, r.id, r.status
        HAVING count(*) FILTER (WHERE e.kind = 'payment.asked') <> 1
            OR (r.status IN ('asking', 'waiting')) = bool_or(e.kind = 'payment.answered')
    """,
    "nothing is paid beyond its total": """
        SELECT id FROM bills WHERE paid_cents + pending_cents + written_off_cents + credited_cents > total_cents
    """,
    "a party closes when nothing is due": """
        SELECT p.id, b.due_cents FROM parties p
        JOIN bills b ON b.restaurant_id = p.restaurant_id AND b.id = coalesce(p.joined_to, p.id)
        WHERE p.closed_at IS NOT NULL AND (b.settled_at IS NULL OR b.due_cents <> 0)
    """,
    "a settled bill's party has left": """
        SELECT b.id FROM bills b JOIN parties p ON p.restaurant_id = b.restaurant_id AND p.id = b.party_id
        WHERE b.settled_at IS NOT NULL AND p.closed_at IS NULL
    """,
    "a dish that came with a table is on the bill that one joined": """
        SELECT l.id FROM order_lines l
        LEFT JOIN parties p ON p.restaurant_id = l.restaurant_id AND p.id = l.joined_from
        WHERE l.joined_from IS NOT NULL AND p.joined_to IS DISTINCT FROM l.bill_id
    """,
    "every party that ordered, and every other order, has a bill": """
        SELECT o.id FROM orders o LEFT JOIN bills b ON b.id = coalesce(o.party_id, o.id) WHERE b.id IS NULL
    """,
    "no more is given back than was taken": """
        SELECT y.id FROM payments y JOIN payments r ON r.restaurant_id = y.restaurant_id AND r.refund_of = y.id
        GROUP BY y.restaurant_id, y.id, y.amount_cents, y.tip_cents
        HAVING y.amount_cents + sum(r.amount_cents) < 0 OR y.tip_cents + sum(r.tip_cents) < 0
    """,
    "a refund is on its payment's bill": """
        SELECT r.id FROM payments r JOIN payments y ON y.id = r.refund_of WHERE r.bill_id <> y.bill_id
    """,
    "no dish is paid for twice, and each keeps how many were": """
        SELECT l.id, l.paid_quantity, paid.units FROM order_lines l
        FULL JOIN (
            SELECT (item ->> 'line_id')::uuid AS line_id, y.bill_id,
                   round(sum(
                       y.sign * (item ->> 'quantity')::numeric / coalesce((item ->> 'between')::int, 1)
                   ), 9) AS units
            FROM (
                SELECT p.bill_id, 1 AS sign, p.items FROM payments p WHERE p.refund_of IS NULL
                UNION ALL SELECT r.bill_id, -1, r.items FROM payments r JOIN payments p ON p.id = r.refund_of
                WHERE p.items <> 'null'
                UNION ALL SELECT bill_id, 1, items FROM payment_requests WHERE status IN ('asking', 'waiting')
            ) y
            CROSS JOIN LATERAL jsonb_array_elements(coalesce(nullif(y.items, 'null'), '[]')) item
            GROUP BY 1, 2
        ) paid ON paid.line_id = l.id AND paid.bill_id = l.bill_id
        WHERE coalesce(l.paid_quantity, 0) <> ceil(coalesce(paid.units, 0))
            OR l.paid_quantity > l.quantity - l.void_quantity
    """,
    "every entry of the ledger was told once": """
        SELECT y.id FROM payments y
        LEFT JOIN events e ON e.subject_id = y.id AND e.kind IN ('payment.taken', 'payment.refunded')
        WHERE y.taken_at >= (SELECT min(at) FROM events) GROUP BY y.restaurant_id, y.id HAVING count(e.seq) <> 1
    """,
    "what was told of money is in the ledger": """
        SELECT e.seq FROM events e WHERE e.kind IN ('payment.taken', 'payment.refunded')
            AND NOT EXISTS (SELECT FROM payments y WHERE y.id = e.subject_id)
    """,
    "a closed shift expects what its entries come to": """
        SELECT s.id, s.expected FROM shifts s
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(y.amount_cents + y.tip_cents) FILTER (WHERE y.method = 'cash'), 0) AS cash,
                   coalesce(sum(y.amount_cents + y.tip_cents) FILTER (WHERE y.method <> 'cash'), 0) AS rest
            FROM payments y WHERE y.restaurant_id = s.restaurant_id AND y.shift_id = s.id
        ) y
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE kind WHEN 'in' THEN amount_cents ELSE -amount_cents END), 0) AS moved
            FROM cash_movements m WHERE m.restaurant_id = s.restaurant_id AND m.shift_id = s.id
        ) m
        WHERE s.closed_at IS NOT NULL AND (
            (s.expected ->> 'cash')::bigint <> s.opening_cents + y.cash + m.moved
            OR (SELECT sum(value::bigint) FROM jsonb_each_text(s.expected) WHERE key <> 'cash') <> y.rest)
    """,
    "a closing tells of its entries": """
        SELECT s.id, s.report FROM shifts s
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE refund_of IS NULL) AS payments, coalesce(sum(change_cents), 0) AS change,
                   coalesce(sum(rounding_cents), 0) AS rounding, coalesce(sum(tip_cents), 0) AS tips,
                   coalesce(sum(amount_cents) FILTER (WHERE refund_of IS NULL), 0) AS taken,
                   coalesce(sum(-amount_cents) FILTER (WHERE refund_of IS NOT NULL), 0) AS given_back
            FROM payments y WHERE y.restaurant_id = s.restaurant_id AND y.shift_id = s.id
        ) y
        CROSS JOIN LATERAL (
            SELECT coalesce(sum((s.report -> 'taken' ->> method)::bigint), 0) AS taken,
                   coalesce(sum((s.report -> 'tips' ->> method)::bigint), 0) AS tips,
                   coalesce(sum((s.report -> 'given_back' ->> method)::bigint), 0) AS given_back
            FROM unnest('{cash,multicaixa,multicaixa_express,transfer,card}'::text[]) method
        ) told
        WHERE s.closed_at IS NOT NULL AND (told.taken, told.tips, told.given_back) <> (y.taken, y.tips, y.given_back)
            OR (s.report ->> 'payments', s.report ->> 'change_cents', s.report ->> 'rounding_cents')
                <> (y.payments::text, y.change::text, y.rounding::text)
    """,
    "closings are numbered 1 to n": """
        SELECT count(number), max(number) FROM shifts HAVING count(number) <> coalesce(max(number), 0)
    """,
    "cash is taken in a shift": "SELECT id FROM payments WHERE method = 'cash' AND shift_id IS NULL",
    "a person and a register have one open shift": """
        SELECT min(id::text) FROM shifts WHERE closed_at IS NULL GROUP BY register_id HAVING count(*) > 1
        UNION ALL SELECT min(id::text) FROM shifts WHERE closed_at IS NULL GROUP BY holder HAVING count(*) > 1
    """,
    "a party joins one that has joined nobody": """
        SELECT p.id FROM parties p JOIN parties r ON r.id = p.joined_to
        WHERE p.closed_at IS NULL AND (r.joined_to IS NOT NULL OR r.closed_at IS NOT NULL)
    """,
    "a step happens once, and the last one told is where the order is": """
        SELECT o.id, o.status, told.kinds FROM orders o
        JOIN (
            SELECT subject_id, array_agg(substr(kind, 7) ORDER BY seq) AS kinds FROM events
            WHERE kind IN ('order.placed', 'order.preparing', 'order.ready', 'order.served', 'order.cancelled')
            GROUP BY subject_id
        ) told ON told.subject_id = o.id
        WHERE o.status <> replace(told.kinds[cardinality(told.kinds)], 'placed', 'pending')
            OR cardinality(told.kinds) <> (SELECT count(DISTINCT kind) FROM unnest(told.kinds) kind)
    """,
    "what was taken back or given up says why": """
        SELECT id FROM orders WHERE status = 'cancelled' AND (cancel_reason IS NULL OR cancelled_at IS NULL)
        UNION ALL
        SELECT id FROM order_lines WHERE void_quantity > 0 AND (void_reason IS NULL OR voided_at IS NULL)
        UNION ALL SELECT id FROM bills WHERE written_off_cents > 0 AND write_off_reason IS NULL
    """,
    "what is settled owes nothing": "SELECT id FROM bills WHERE settled_at IS NOT NULL AND due_cents <> 0",
    "who shares another's bill has none of their own": """
        SELECT p.id FROM parties p JOIN bills b ON b.id = p.id
        WHERE p.joined_to IS NOT NULL AND (b.gross_cents <> 0 OR b.paid_cents <> 0 OR b.written_off_cents <> 0)
    """,
    "nothing grew beyond the plan since it was chosen": """
        SELECT grown.what, grown.used, plan.limits ->> grown.what FROM subscriptions s
        JOIN plans plan ON plan.slug = s.plan_slug
        CROSS JOIN LATERAL (
            SELECT 'branches' AS what, count(*) AS used, max(created_at) AS last FROM branches
            WHERE archived_at IS NULL
            UNION ALL SELECT 'tables', count(*), max(created_at) FROM dining_tables WHERE archived_at IS NULL
            UNION ALL SELECT 'menu_items', count(*), max(created_at) FROM menu_items WHERE archived_at IS NULL
            UNION ALL SELECT 'users', count(*), max(created_at) FROM users WHERE restaurant_id = :house AND active
        ) grown
        WHERE s.restaurant_id = :house AND grown.used > (plan.limits ->> grown.what)::bigint
            AND grown.last > (SELECT coalesce(max(at) FILTER (WHERE kind = 'plan.changed'), min(at)) FROM events)
    """,
    "who sits at a table has ordered at its branch": """
        SELECT o.id FROM orders o
        JOIN parties p ON p.restaurant_id = o.restaurant_id AND p.id = o.party_id AND p.closed_at IS NULL
        JOIN dining_tables t ON t.restaurant_id = p.restaurant_id AND t.id = p.table_id
        WHERE o.branch_id <> t.branch_id
    """,
    "who shares another's bill sits at its branch": """
        SELECT p.id FROM parties p JOIN parties r ON r.id = p.joined_to
        JOIN dining_tables t ON t.id = p.table_id JOIN dining_tables s ON s.id = r.table_id
        WHERE p.closed_at IS NULL AND t.branch_id <> s.branch_id
    """,
    "the house names its branches in use, the first of them first": """
        SELECT r.branches FROM restaurants r WHERE r.id = :house AND r.branches IS DISTINCT FROM (
            SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name) ORDER BY id) FROM branches
            WHERE archived_at IS NULL
        )
    """,
    "the house names the plan of its subscription": """
        SELECT r.plan_slug, s.plan_slug FROM restaurants r JOIN subscriptions s ON s.restaurant_id = r.id
        WHERE r.id = :house AND r.plan_slug <> s.plan_slug
    """,
    "nothing is left at a branch that is archived": """
        SELECT b.id, at.what FROM branches b
        JOIN (
            SELECT branch_id, 'table' AS what FROM dining_tables WHERE archived_at IS NULL
            UNION ALL SELECT branch_id, 'order' FROM orders WHERE status IN ('pending', 'preparing', 'ready')
            UNION ALL SELECT branch_id, 'person' FROM users WHERE restaurant_id = :house AND active
            UNION ALL SELECT branch_id, 'invitation' FROM invitations
            WHERE restaurant_id = :house AND accepted_at IS NULL AND withdrawn_at IS NULL
            UNION ALL SELECT g.branch_id, 'shift' FROM shifts s JOIN registers g ON g.id = s.register_id
            WHERE s.closed_at IS NULL
        ) at ON at.branch_id = b.id
        WHERE b.archived_at IS NOT NULL
    """,
    "a draft that was sent is gone": """
        SELECT c.key FROM carts c JOIN client_keys k ON k.key = c.key AND k.kind = 'order'
    """,
}
