import { createServer, type Server } from 'node:http';
import { type Health, servesRequests } from '../health/health.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { WorkerTasks } from './worker-tasks.ts';

type Answer = { status: number; media: string; body: string };

const json = (status: number, body: unknown): Answer => ({
  status,
  media: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

/** The addresses that health checks and Prometheus ask; the worker serves nothing else. */
export function createHealthServer(health: Health, metrics: Pick<Metrics, 'registry'>, tasks: WorkerTasks): Server {
  const answers: Record<string, () => Promise<Answer>> = {
    '/health/live': async () => {
      const isAlive = await tasks.checkAlive().then(
        () => true,
        () => false,
      );
      return json(isAlive ? 200 : 503, { status: isAlive ? 'live' : 'dead' });
    },
    '/health/ready': async () => {
      const readiness = await health.readiness();
      return json(servesRequests(readiness) ? 200 : 503, readiness);
    },
    '/metrics': async () => ({ status: 200, media: metrics.registry.contentType, body: await metrics.registry.metrics() }),
  };
  return createServer((request, response) => {
    const answer = answers[request.url?.split('?')[0] ?? ''];
    if (!answer || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    answer().then(
      ({ status, media, body }) => response.writeHead(status, { 'content-type': media }).end(body),
      () => response.writeHead(500).end(),
    );
  });
}
