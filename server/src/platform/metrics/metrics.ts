import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { DatabaseService } from '../database/database.service.ts';

@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;

  constructor(database: DatabaseService) {
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Histogram({
      name: 'zakpos_http_request_duration_seconds',
      help: 'Time from the request to the end of its answer, by route as the contracts name it.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [this.registry],
    });
    const connections = new Gauge({
      name: 'zakpos_database_connections',
      help: 'Connections of this process to PostgreSQL, and requests that wait for one.',
      labelNames: ['state'],
      registers: [],
      collect() {
        const { total, idle, waiting } = database.connections;
        this.set({ state: 'busy' }, total - idle);
        this.set({ state: 'idle' }, idle);
        this.set({ state: 'waiting' }, waiting);
      },
    });
    this.registry.registerMetric(connections);
  }

  /** `route` is a pattern, never a path: the number of series must not depend on what callers send. */
  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status }, seconds);
  }
}
