"""What Prometheus is told about the live side. Sums over all workers; never labelled by id."""

from prometheus_client import Counter, Gauge

SOCKETS = Gauge("nabancada_sockets_open", "Open WebSockets", multiprocess_mode="livesum")
REDIS_UP = Gauge("nabancada_live_redis_up", "Workers that hear the bus", multiprocess_mode="livesum")
EVENTS = Counter("nabancada_live_events", "Events handed out to sockets of a worker")
DELIVERIES = Counter("nabancada_live_deliveries", "Events sent, counted per socket")
GAPS = Counter("nabancada_live_gaps_filled", "Times a worker read missed events from the log")
REGIONS = Counter("nabancada_live_regions_drawn", "Screen regions drawn")
CUT = Counter("nabancada_live_slow_readers_cut", "Sockets closed because they did not read")
UNPUBLISHED = Counter("nabancada_live_unpublished", "Events not sent through Redis; the log delivers them")
