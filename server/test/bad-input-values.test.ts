import { problemDetails, type Route, type RouteName, routes } from '@zakpos/contracts';
import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openApp, type TestApp } from './app.ts';
import { type Business, firstOf, openBusiness } from './samples/business.ts';
import { sampleOf } from './samples/index.ts';
import { leavesOf, pathText, placesOf, withValue } from './samples/leaves.ts';
import { addressOf, requestOf, type Sample } from './samples/sample.ts';

let app: TestApp;
let business: Business;
let superuser: Client;
beforeAll(async () => {
  app = await openApp();
  superuser = await app.database.connect();
  business = await openBusiness(app, 'Padma');
});
afterAll(() => app.close());
// Thousands of wrong passwords would lock the business out of its own account.
afterEach(async () => {
  await superuser.query('delete from app.sign_in_attempts');
});

const all: [name: RouteName, route: Route][] = Object.entries(routes) as never;

/** JSON as text, for JSON.stringify would make the numbers harmless. */
const numbers = ['-1', '0', '0.5', '1e400', '-9007199254740991', '9007199254740993', '123456789012345678901234567890'];
const texts = [
  '',
  ' ',
  'x\0y',
  '\ud800',
  '\u202egnp.exe\ufeff',
  '\r\nSet-Cookie: a=b',
  `'; drop table app.sales; -- %s%n\${7*7}{{7*7}}<script>`,
  'é'.normalize('NFD').repeat(40),
  '🫖'.repeat(61),
  'x'.repeat(5_000),
  '9999-12-31',
  '2026-02-30',
  '00000000-0000-0000-0000-000000000000',
  '-1',
];
const shapes = ['null', 'true', '[]', '{}', '[null]', `${'['.repeat(500)}${']'.repeat(500)}`];
const values = [...numbers, ...texts.map((text) => JSON.stringify(text)), ...shapes];

/**
 * Either it is done, or it is refused as every refusal must be: never a fault of the server, never an answer that hides one.
 * @returns what is wrong with the answer, and whether it was done.
 */
async function judged(
  route: Route,
  sample: Sample,
  init: RequestInit,
  what: string,
): Promise<{ faults: string[]; done: boolean }> {
  const { response, text } = await firstOf(sample.caller ?? business.owner, addressOf(route, sample), init);
  const fault = (wrong: boolean, why: string) => (wrong ? [`${what}: ${why}: ${response.status} ${text.slice(0, 500)}`] : []);
  if (response.ok) return { faults: fault(response.status !== route.status, 'another status'), done: true };
  const isProblem = response.headers.get('content-type') === 'application/problem+json; charset=utf-8';
  const problem = problemDetails.safeParse(isProblem ? JSON.parse(text) : undefined).data;
  const namesNoField = problem?.code === 'invalid_request' && (problem.errors ?? []).length === 0;
  const faults = [
    ...fault(response.status >= 500, 'a fault of the server'),
    ...fault(problem?.status !== response.status, 'no proper problem'),
    ...fault(namesNoField, 'no field is named'),
  ];
  return { faults, done: false };
}

const marker = '@here@';

describe('whatever stands in a field of the body of', () => {
  const withBody = all.filter(([, { requestMedia, body }]) => requestMedia === 'application/json' && body.type !== 'undefined');
  test.each(withBody)('%s, the answer is sound', async (name, route) => {
    let sample = await sampleOf(name, business);
    const faults: string[] = [];
    const places = placesOf(sample.body).filter((path) => path.length > 0);
    for (const path of places) {
      const around = JSON.stringify(withValue(sample.body, path, marker)).split(JSON.stringify(marker));
      for (const value of values) {
        const what = `${name} with ${value.slice(0, 40)} in ${pathText(path)}`;
        const init = { ...requestOf(route, sample), body: around.join(value) };
        const judgement = await judged(route, sample, init, what);
        faults.push(...judgement.faults);
        // What was done cannot be done again: a fresh one keeps the later values from being refused for another reason.
        if (judgement.done) sample = await sampleOf(name, business);
      }
    }
    expect(faults).toEqual([]);
  });

  test.each(withBody)('%s, a field that is missing gets a sound answer', async (name, route) => {
    const sample = await sampleOf(name, business);
    const fields = Object.entries(sample.body as object);
    const faults: string[] = [];
    for (const [field] of fields) {
      const rest = Object.fromEntries(fields.filter(([other]) => other !== field));
      const init = { ...requestOf(route, sample), body: JSON.stringify(rest) };
      faults.push(...(await judged(route, sample, init, `without ${field}`)).faults);
    }
    expect(faults).toEqual([]);
  });

  const withFields = withBody.filter(([, { body }]) => Object.keys((body as { shape?: object }).shape ?? {}).length > 0);
  test.each(withFields)('%s, of a field that is said twice the last one counts', async (name, route) => {
    const sample = await sampleOf(name, business);
    const text = JSON.stringify(sample.body);
    const [field = ''] = Object.keys(sample.body as object);
    const wrong = `${JSON.stringify(field)}:{"wrong":1}`;
    const send = (body: string) => judged(route, sample, { ...requestOf(route, sample), body }, `with ${field} twice`);
    expect(await send(`${text.slice(0, -1)},${wrong}}`)).toEqual({ faults: [], done: false });
    expect(await send(`{${wrong},${text.slice(1)}`)).toEqual({ faults: [], done: true });
  });
});

describe('whatever stands in the query of', () => {
  test.each(all.filter(([, { query }]) => query.type !== 'undefined'))('%s, the answer is sound', async (name, route) => {
    const sample = await sampleOf(name, business);
    const faults: string[] = [];
    const more = { cursor: 'x', limit: 5, ...(sample.query as object) };
    for (const { path } of leavesOf(more)) {
      for (const value of [...texts, ...numbers]) {
        const given = { ...sample, query: withValue(more, path, value) };
        const what = `${name} with ${value.slice(0, 40)} in ${pathText(path)}`;
        faults.push(...(await judged(route, given, requestOf(route, given), what)).faults);
      }
    }
    expect(faults).toEqual([]);
  });

  const cursors = [
    'W10',
    'bnVsbA',
    'eyJhIjoxfQ',
    'WyJhIiwiYiIsImMiLCJkIl0',
    'WzFlOTk5XQ',
    'WyJcdTAwMDAiLCJ4Il0',
    'WyJ4IiwieCJd',
    'WzEsMl0',
    'x'.repeat(300),
  ];
  const paged = all.filter(([, { query }]) =>
    JSON.stringify(Object.keys((query as { shape?: object }).shape ?? {})).includes('cursor'),
  );
  test.each(paged)('%s, a cursor that it did not give out gets a sound answer', async (name, route) => {
    const sample = await sampleOf(name, business);
    const faults: string[] = [];
    for (const cursor of cursors) {
      const given = { ...sample, query: { ...(sample.query as object), cursor } };
      faults.push(...(await judged(route, given, requestOf(route, given), `the cursor ${cursor}`)).faults);
    }
    expect(faults).toEqual([]);
  });
});
