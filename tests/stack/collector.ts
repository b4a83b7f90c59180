import { type ReceivedSpan, readSpans } from '../../server/test/otlp.ts';
import { containersOf, docker, serviceOf } from './containers.ts';
import type { Stack } from './stack.ts';

/** Where the services of a stack send their traces, once `startCollector` was called. */
export const collectorUrl = 'http://collector:4318';

/** Takes OTLP over HTTP and writes each request to its output, a line each. */
const program = `require('node:http').createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    console.log(request.method + ' ' + request.url + ' ' + Buffer.concat(chunks).toString('base64'));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
}).listen(4318);`;

export interface Collector {
  readonly spans: () => Promise<ReceivedSpan[]>;
  /** Before the stack's own end, whose network it is in. */
  remove(): Promise<void>;
}

/** A container beside the services that send traces, of an image that is there anyway. */
export async function startCollector({ project }: Stack): Promise<Collector> {
  const api = (await containersOf(project)).find((container) => serviceOf(container) === 'api');
  if (!api) throw new Error('the API does not run');
  // With the project's label, so that it goes with the project whatever becomes of this process.
  const labels = ['--label', `com.docker.compose.project=${project}`];
  const confined = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true', '--memory', '96m'];
  const network = ['--network', `${project}_data`, '--network-alias', 'collector'];
  const image = ['--entrypoint', 'node', api.Config.Image, '-e', program];
  const id = (await docker('run', '--detach', '--init', ...labels, ...confined, ...network, ...image)).trim();
  return {
    async spans() {
      const lines = (await docker('logs', id)).split('\n').filter((line) => line.startsWith('POST /v1/traces '));
      return lines.flatMap((line) => readSpans(Buffer.from(line.split(' ')[2] ?? '', 'base64')));
    },
    remove: async () => void (await docker('rm', '--force', id)),
  };
}
