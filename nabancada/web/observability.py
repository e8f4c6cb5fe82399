"""Seen from outside: errors to Sentry, traces to an OpenTelemetry collector, each only where it is configured.

What they cost is paid only then: neither package is imported before.
"""

from flask import Flask

from nabancada.config import Settings

SERVICE = "nabancada"


def init_app(app: Flask, settings: Settings) -> None:
    if settings.sentry_dsn:
        _report_errors(settings.sentry_dsn)
    if settings.otel_exporter_otlp_endpoint:
        _trace(app, settings.otel_exporter_otlp_endpoint)


def _report_errors(dsn: str) -> None:
    """Unhandled errors, with the request's id, without what people typed or who they are."""
    import sentry_sdk

    sentry_sdk.init(dsn, send_default_pii=False, max_request_body_size="never", include_local_variables=False)


def _trace(app: Flask, endpoint: str) -> None:
    """One span a request, sent in batches beside the requests."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.flask import FlaskInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")))
    FlaskInstrumentor().instrument_app(app, tracer_provider=provider, excluded_urls="ws,healthz,readyz,metrics")
    app.extensions["tracer_provider"] = provider
