// Stands in for every service behind the edge, and tells what it was sent: `seen PATH ID` in its log, all of it in its answer.
import { createServer } from 'node:http';

const name = process.env.WITNESS;

const serve = (request, response) => {
  if (request.url.startsWith('/health')) {
    response.end('{}');
    return;
  }
  console.log(`seen ${name} ${request.method} ${request.url} ${request.headers['x-witness'] ?? ''}`);
  // Dies under what it has begun.
  if (request.url.includes('/break') && name === 'frail') {
    request.socket.destroy();
    return;
  }
  if (request.url.startsWith('/v1/events')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: first\n\n');
    return;
  }
  if (request.url.startsWith('/v1/catalogue/import')) {
    request.once('data', () => console.log(`seen ${name} PART ${request.headers['x-witness'] ?? ''}`));
    request.resume().on('end', () => response.end('the end'));
    return;
  }
  let bytes = 0;
  request.on('data', (chunk) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('server', 'witness/1.2.3');
    response.setHeader('x-powered-by', 'witness/1.2.3');
    response.setHeader('strict-transport-security', 'max-age=1');
    response.end(JSON.stringify({ name, method: request.method, url: request.url, headers: request.headers, bytes }));
  });
};

for (const port of [39_847, 41_923, 8_080]) createServer(serve).listen(port);
process.on('SIGTERM', () => process.exit());
