import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const exported = path.join(import.meta.dirname, '../../mobile-app/dist');
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
};

/** Everything below /v1 goes to the product, unbuffered: live events are a stream. */
function forward(product: string, request: IncomingMessage, response: ServerResponse): void {
  const target = new URL(request.url ?? '/', product);
  const headers = { ...request.headers, host: target.host };
  const onward = httpRequest(target, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function sendFile(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const wanted = path.join(exported, path.normalize(pathname));
  const isFile = wanted.startsWith(exported) && existsSync(wanted) && statSync(wanted).isFile();
  // An address of the app is the app: it shows its own page for it.
  const file = isFile ? wanted : path.join(exported, 'index.html');
  response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

/** The exported mobile app on one origin with the API, as a web server would offer it; a platform over TLS offers it itself. */
export async function serveMobileApp(product: string): Promise<{ url: string; stop: () => Promise<void> }> {
  if (product.startsWith('https:')) return { url: `${product}/mobile/`, stop: () => Promise.resolve() };
  if (!existsSync(path.join(exported, 'index.html'))) throw new Error(`there is no web export in ${exported}`);
  const server = createServer((request, response) =>
    request.url?.startsWith('/v1/') ? forward(product, request, response) : sendFile(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
