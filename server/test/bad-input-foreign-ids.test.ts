import { problemDetails, type Route, type RouteName, routes } from '@zakpos/contracts';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Caller, openApp, type TestApp } from './app.ts';
import { type Business, firstOf, openBusiness } from './samples/business.ts';
import { sampleOf } from './samples/index.ts';
import { isUuid, leavesOf, type Leaf, pathText, withValue } from './samples/leaves.ts';
import { addressOf, requestOf, type Sample } from './samples/sample.ts';
import { dumpOf, identifiersOf } from './samples/tenant-dump.ts';

/** Words that stand in all that a business names, and nowhere else. */
const [ours, theirs] = ['Padma', 'Meghna'];

let app: TestApp;
let superuser: Client;
let attacker: Business;
let victim: Business;
beforeAll(async () => {
  app = await openApp();
  superuser = await app.database.connect();
  attacker = await openBusiness(app, ours);
  victim = await openBusiness(app, theirs);
});
afterAll(() => app.close());

const all: [name: RouteName, route: Route][] = Object.entries(routes) as never;
const parts = ['params', 'query', 'body'] as const;

/** The places of a schema that take an identifier, as paths with `*` for any item of a list. */
function identifierPlaces(schema: unknown, path: readonly string[] = []): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { format, properties, items, anyOf, oneOf, allOf } = schema as Record<string, unknown>;
  const variants = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [
    ...(format === 'uuid' ? [path.join('.')] : []),
    ...Object.entries(properties ?? {}).flatMap(([name, field]) => identifierPlaces(field, [...path, name])),
    ...(items === undefined ? [] : identifierPlaces(items, [...path, '*'])),
    ...variants.flatMap((variant) => identifierPlaces(variant, path)),
  ];
}
const placesOfRoute = (route: Route): string[] =>
  parts.flatMap((part) =>
    identifierPlaces(z.toJSONSchema(route[part], { io: 'input', unrepresentable: 'any' }), [part]).toSorted(),
  );

const documentOf = ({ params, query, body }: Sample) => ({ params, query, body });
const identifiersIn = (sample: Sample): Leaf[] => leavesOf(documentOf(sample)).filter(({ value }) => isUuid(value));

test.each(all)('%s succeeds for the tenant itself, with every identifier that it takes', async (name, route) => {
  const sample = await sampleOf(name, victim);
  const { response, text } = await firstOf(sample.caller ?? victim.owner, addressOf(route, sample), requestOf(route, sample));
  expect(response.status, text).toBe(route.status);
  const given = new Set(identifiersIn(sample).map(({ path }) => pathText(path)));
  expect(placesOfRoute(route).filter((place) => !given.has(place))).toEqual([]);
});

const withIdentifiers = all.filter(([name, route]) => placesOfRoute(route).length > 0 || name === 'listAudit');

/** Codes that tell nothing of whether the thing exists. */
const blind = ['not_found', 'reference_unknown', 'approval_invalid', 'wrong_credentials'];

/** What is wrong with the answer to an attack; nothing where it found, told and did nothing. */
async function faultsOf({ what, sample, by }: Attempt, route: Route, secrets: ReadonlySet<string>): Promise<string[]> {
  const { response, text } = await firstOf(by, addressOf(route, sample), requestOf(route, sample));
  const sent = new Set(identifiersIn(sample).map(({ value }) => value));
  const told = [theirs, ...secrets].filter((secret) => !sent.has(secret) && text.includes(secret));
  const answer: unknown = JSON.parse(text);
  const isEmptyList = response.ok && Array.isArray((answer as { items?: unknown }).items) && text.includes('"items":[]');
  const isBlind = !response.ok && blind.includes(problemDetails.parse(answer).code);
  return [
    ...told.map((secret) => `${what} tells ${secret}: ${text}`),
    ...(isEmptyList || isBlind ? [] : [`${what} is answered with ${response.status} ${text}`]),
  ];
}

interface Attempt {
  readonly what: string;
  readonly sample: Sample;
  readonly by: Caller;
}

/** The attacker's own request with the victim's identifier in one place, in each place in turn; and in all places at once. */
function swaps(own: Sample, foreign: Sample): Attempt[] {
  const identifiers = new Map(identifiersIn(foreign).map(({ path, value }) => [path.join('/'), value]));
  const places = identifiersIn(own).filter(({ path }) => identifiers.has(path.join('/')));
  const replaced = (given: Sample, { path }: Leaf): Sample => ({
    ...given,
    ...withValue(documentOf(given), path, identifiers.get(path.join('/'))),
  });
  const by = own.caller ?? attacker.owner;
  const single = places.map((place) => ({ what: pathText(place.path), sample: replaced(own, place), by }));
  const all = places.reduce(replaced, own);
  return [
    ...single,
    { what: 'all', sample: all, by },
    ...(own.caller ? [{ what: 'all, as owner', sample: all, by: attacker.owner }] : []),
  ];
}

describe('with another tenant’s identifiers nothing is found, told or changed', () => {
  test.each(withIdentifiers)('%s', async (name, route) => {
    const own = await sampleOf(name, attacker);
    const foreign = await sampleOf(name, victim);
    const before = await dumpOf(superuser, victim.tenantId);
    const secrets = await identifiersOf(superuser, victim.tenantId);
    const attempts = swaps(own, foreign);
    expect(attempts.length).toBeGreaterThan(1);
    for (const attempt of attempts) expect(await faultsOf(attempt, route, secrets)).toEqual([]);
    expect(await dumpOf(superuser, victim.tenantId)).toEqual(before);
  });
});
