/**
 * Traces, made by hand where work enters and leaves the process: one bundled file leaves automatic instrumentation nothing to hook into.
 * Without an OTLP endpoint nothing is loaded, and each of these functions costs one comparison.
 */

/** What a span says about itself. Never ids, query strings, bodies or values: only names whose number is bounded. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A W3C `traceparent` of someone else, or that there is none. */
export type TraceParent = string | null | undefined;

/** A span that is ended by hand. */
export interface OpenSpan {
  /** Whatever `work` begins belongs to the span. */
  enter(work: () => void): void;
  end(attributes: SpanAttributes, failed: boolean): void;
}

/** What is behind these functions while traces are made. */
export interface Tracing {
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>, kind: SpanKind): Promise<T>;
  spanInEach<T>(
    name: string,
    attributes: SpanAttributes,
    traceParents: Iterable<TraceParent>,
    work: (handedOn: (traceParent: TraceParent) => string | undefined) => Promise<T>,
    kind: SpanKind,
  ): Promise<T>;
  /** In the trace of this id; `traceParent` is the caller's header, if it came with one. */
  open(name: string, traceId: string, traceParent: TraceParent, kind: SpanKind): OpenSpan;
  traceParent(): string | undefined;
  continued<T>(traceParent: TraceParent, work: () => T): T;
}

let tracing: Tracing | undefined;

export const useTracing = (implementation: Tracing | undefined): void => {
  tracing = implementation;
};

/** For what must not cost anything while no traces are made. */
export const currentTracing = (): Tracing | undefined => tracing;

/** Does `work` in a span of the current trace; it fails as `work` does. */
export const withSpan = <T>(
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<T>,
  kind: SpanKind = 'internal',
): Promise<T> => (tracing ? tracing.span(name, attributes, work, kind) : work());

/**
 * One piece of work for many traces, as a batch of events is: each of them gets a span of its own with the same times. `work` is told
 * what each trace is to be handed on as, e.g. in the header of a message; without tracing that is what came in.
 */
export const withSpanInEach = <T>(
  name: string,
  attributes: SpanAttributes,
  traceParents: Iterable<TraceParent>,
  work: (handedOn: (traceParent: TraceParent) => string | undefined) => Promise<T>,
  kind: SpanKind = 'internal',
): Promise<T> =>
  tracing ? tracing.spanInEach(name, attributes, traceParents, work, kind) : work((traceParent) => traceParent ?? undefined);

/** The W3C `traceparent` to hand on with what leaves this process; none outside of a trace. */
export const currentTraceParent = (): string | undefined => tracing?.traceParent();

/** Does `work` as a part of the trace that the header, or the row, names. */
export const continueTrace = <T>(traceParent: TraceParent, work: () => T): T =>
  tracing ? tracing.continued(traceParent, work) : work();
