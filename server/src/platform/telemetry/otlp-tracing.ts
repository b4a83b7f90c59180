import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind as OtelKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, RandomIdGenerator, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { AppError } from '../errors/app-error.ts';
import type { OpenSpan, SpanAttributes, SpanKind, TraceParent, Tracing } from './telemetry.ts';

/** Spans that wait for the collector; beyond it they are dropped, so that a collector that is away costs no memory. */
const maxWaiting = 4_096;
const exportTimeoutMs = 5_000;
const scheduledDelayMs = 2_000;
const closeTimeoutMs = 2_000;

const kinds: Record<SpanKind, OtelKind> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

const format = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const headerOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

function contextOf(traceParent: TraceParent): Context | undefined {
  const [, traceId, spanId, flags] = format.exec(traceParent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, remote);
}

/** A new trace bears the id that its request has everywhere: in logs, problems and the answer's headers. */
class RequestIds extends RandomIdGenerator {
  next: string | undefined;
  override generateTraceId(): string {
    const id = this.next ?? super.generateTraceId();
    this.next = undefined;
    return id;
  }
}

/** A collector that is away is told of once, and so is its return. */
class ToldOnce implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log = new Logger('Traces');
  #isAway = false;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  export: SpanExporter['export'] = (spans, done) => {
    this.#exporter.export(spans, ({ error }) => {
      const failed = error !== undefined;
      if (failed !== this.#isAway) this.#log.warn(failed ? `Traces cannot be sent: ${error.message}` : 'Traces are sent again');
      this.#isAway = failed;
      done({ code: 0 });
    });
  };

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}

/** Traces over OTLP (HTTP, protobuf). A span is only made in a trace that something began: loops that poll make none. */
export class OtlpTracing implements Tracing {
  readonly #current = new AsyncLocalStorage<Context>();
  readonly #ids = new RequestIds();
  readonly #provider: TracerProvider;

  /** @param endpoint such as http://collector:4318, without the path. */
  constructor(endpoint: string, service: string) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: exportTimeoutMs });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': service }),
      idGenerator: this.#ids,
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: new ToldOnce(exporter),
          maxQueueSize: maxWaiting,
          scheduledDelayMillis: scheduledDelayMs,
          exportTimeoutMillis: exportTimeoutMs,
        }),
      ],
    });
  }

  async span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>, kind: SpanKind): Promise<T> {
    const parent = this.#current.getStore();
    if (!parent) return work();
    const span = this.#start(name, attributes, kind, parent);
    try {
      return await this.#current.run(trace.setSpan(parent, span), work);
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  async spanInEach<T>(
    name: string,
    attributes: SpanAttributes,
    traceParents: Iterable<TraceParent>,
    work: (handedOn: (traceParent: TraceParent) => string | undefined) => Promise<T>,
    kind: SpanKind,
  ): Promise<T> {
    const spans = new Map<TraceParent, Span>();
    for (const traceParent of new Set(traceParents)) {
      const parent = contextOf(traceParent);
      if (parent) spans.set(traceParent, this.#start(name, attributes, kind, parent));
    }
    const handedOn = (traceParent: TraceParent) => {
      const span = spans.get(traceParent);
      return span ? headerOf(span.spanContext()) : (traceParent ?? undefined);
    };
    // What the work does itself is shown once, in the trace that came first.
    const [first] = spans.values();
    try {
      return await (first ? this.#current.run(trace.setSpan(ROOT_CONTEXT, first), work, handedOn) : work(handedOn));
    } catch (error) {
      for (const span of spans.values()) markFailed(span, error);
      throw error;
    } finally {
      for (const span of spans.values()) span.end();
    }
  }

  open(name: string, traceId: string, traceParent: TraceParent, kind: SpanKind): OpenSpan {
    this.#ids.next = traceId;
    const span = this.#start(name, {}, kind, contextOf(traceParent) ?? ROOT_CONTEXT);
    this.#ids.next = undefined;
    const context = trace.setSpan(ROOT_CONTEXT, span);
    return {
      enter: (work) => this.#current.run(context, work),
      end(attributes, failed) {
        span.setAttributes(attributes);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  traceParent(): string | undefined {
    const context = this.#current.getStore();
    const span = context && trace.getSpanContext(context);
    return span && headerOf(span);
  }

  continued<T>(traceParent: TraceParent, work: () => T): T {
    const context = contextOf(traceParent);
    return context ? this.#current.run(context, work) : work();
  }

  /** Sends what has been gathered, if that takes no longer than it may. */
  async close(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, closeTimeoutMs);
    await Promise.race([this.#provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  }

  #start(name: string, attributes: SpanAttributes, kind: SpanKind, parent: Context): Span {
    return this.#provider.getTracer('zakpos').startSpan(name, { kind: kinds[kind], attributes: { ...attributes } }, parent);
  }
}

/** The kind of error and its code: a message of the database may name what a row holds. */
function markFailed(span: Span, error: unknown): void {
  // A refusal is an answer, not a failure.
  if (error instanceof AppError && error.status < 500) return;
  span.setStatus({ code: SpanStatusCode.ERROR });
  if (error instanceof Error) span.setAttribute('error.type', 'code' in error ? String(error.code) : error.name);
}
