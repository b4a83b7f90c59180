import { type Route, routes } from '@zakpos/contracts';
import { expect, test } from 'vitest';
import { servedPath } from '../src/platform/http/handle.ts';
import { openApp } from './app.ts';

test('every route of the contracts has a handler', async () => {
  const app = await openApp();
  const instance = app.nest.getHttpAdapter().getInstance();
  const unserved = Object.entries<Route>(routes).filter(
    ([, route]) => !instance.hasRoute({ method: route.method, url: servedPath(route) }),
  );
  expect(unserved.map(([name]) => name)).toEqual([]);
  await app.close();
});
