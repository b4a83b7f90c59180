import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

/** Adds the address at the other end of the connection to X-Forwarded-For of every request that this process receives. */
export const appendCallerAddress = (): void =>
  subscribe('http.server.request.start', (message) => {
    const { request } = Object(message);
    if (!(request instanceof IncomingMessage) || request.socket.remoteAddress === undefined) return;
    const given = request.headers['x-forwarded-for'];
    request.headers['x-forwarded-for'] = [given ?? [], request.socket.remoteAddress].flat().join(', ');
  });
