import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { repositoryDir } from '../../ops/src/layout.ts';
import { docker } from './containers.ts';
import { contextBytes, type Entry, entriesOf, fingerprint } from './image-contents.ts';
import { openStack, type Stack } from './stack.ts';

/** Beyond the base, which all share: the product's own limits, and what the packages of the others were measured to need. */
const limitsMb: Readonly<Record<string, number>> = {
  server: 90,
  web: 80,
  mobile: 20,
  nginx: 40,
  postgres: 90,
  pgbouncer: 20,
  redis: 20,
  // A Java runtime of 200 MB each.
  zookeeper: 260,
  kafka: 340,
  'kafka-kraft': 340,
};
const names = Object.keys(limitsMb);

interface ImageFacts {
  readonly Config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
    readonly Healthcheck?: { readonly Test: readonly string[]; readonly StartInterval?: number };
  };
  readonly RootFS: { readonly Layers: readonly string[] };
}

interface Built {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
}

let stack: Stack;
let version: string;
let services: Built[];
let tags: Map<string, string>;
let facts: Map<string, ImageFacts>;
let contents: Map<string, Entry[]>;

beforeAll(async () => {
  stack = await openStack();
  const { output } = await stack.compose('--profile', '*', 'config', '--format', 'json');
  services = Object.values((JSON.parse(output) as { services: Record<string, Built> }).services);
  const [first = ''] = services.map(({ image }) => image);
  version = first.split(':').at(-1) ?? '';
  const prefix = first.slice(0, first.lastIndexOf('/'));
  const present = new Set((await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}')).split('\n'));
  const wanted = names.map((name) => [name, `${prefix}/${name}:${version}`] as const);
  // Only who runs Kafka without ZooKeeper builds the last one.
  tags = new Map(wanted.filter(([name, tag]) => name !== 'kafka-kraft' || present.has(tag)));
  facts = new Map();
  contents = new Map();
  for (const [name, tag] of tags) {
    const [inspected] = JSON.parse(await docker('image', 'inspect', tag)) as ImageFacts[];
    if (inspected) facts.set(name, inspected);
    contents.set(name, await entriesOf(tag));
  }
});

/** Paths of all images that no image may have. */
function found(wrong: (entry: Entry, name: string) => boolean): string[] {
  const all = [...contents].flatMap(([name, entries]) =>
    entries.filter((entry) => wrong(entry, name)).map(({ path }) => `${name}: ${path}`),
  );
  return all.slice(0, 20);
}

test('these are all images of the platform', () => {
  const used = new Set(services.map(({ image }) => image));
  expect([...used].filter((image) => ![...tags.values()].includes(image))).toEqual([]);
  for (const [name, entries] of contents) expect(entries.length, name).toBeGreaterThan(1_000);
});

test.each(names)('%s is no larger over its base than it may be', async (name) => {
  const tag = tags.get(name);
  const history =
    tag === undefined ? '' : await docker('history', '--human=false', '--no-trunc', '--format', '{{.Size}} {{.CreatedBy}}', tag);
  const rows = history.split('\n').map((row) => ({ bytes: Number.parseInt(row, 10) || 0, by: row }));
  // Of Debian's base it is the oldest layer; Node.js is below what names our version.
  const isOnNode = name === 'server' || name === 'web';
  const base = rows.findLastIndex(({ bytes, by }) => (isOnNode ? by.includes('ARG ZAKPOS_VERSION') : bytes > 0));
  const own = rows.slice(0, base);
  const mb = own.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000;
  console.log(`${name}: ${mb.toFixed(1)} MB over its base, of ${limitsMb[name]}`);
  expect(own.length > 0 || tag === undefined).toBe(true);
  expect(mb).toBeLessThanOrEqual(limitsMb[name] ?? 0);
});

test('all stand on one base', () => {
  expect(new Set([...facts.values()].map(({ RootFS }) => RootFS.Layers[0])).size).toBe(1);
});

test('each says who made it and which version it is, is nobody important, and can be asked for its health', () => {
  for (const [name, { Config }] of facts) {
    expect(Config.User, name).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(Config.Labels, name).toMatchObject({
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.vendor': 'ZakPOS',
      'org.opencontainers.image.title': expect.stringMatching(/^ZakPOS /),
      'org.opencontainers.image.description': expect.any(String),
    });
    expect(Config.Healthcheck?.Test.slice(0, 2), name).toEqual(['CMD', 'health']);
    expect(Config.Healthcheck?.StartInterval, name).toBeLessThanOrEqual(2_000_000_000);
    expect(Config.Env.join('\n'), name).not.toMatch(/PASSWORD=|SECRET=|TOKEN=|https?:\/\/\S+@|PROXY=/i);
  }
});

const programs = (list: string): RegExp =>
  new RegExp(String.raw`^(/usr|/usr/local|/opt/[^/]+)?/s?bin/([\w-]+-linux-gnu-)?(${list})(-?\d+(\.\d+)?)?$`);

test('none has a package manager', () => {
  const managers = programs('apt|apt-get|apt-cache|dpkg|dpkg-deb|npm|npx|corepack|yarn|pnpm|pip|pip3|mvn|gem|cargo');
  expect(found(({ path }) => managers.test(path) || /\/node_modules\/(npm|corepack)$/.test(path))).toEqual([]);
});

test('none has a compiler', () => {
  expect(found(({ path }) => programs('gcc|cc|g\\+\\+|c\\+\\+|clang|make|ld|as|javac|go|rustc|tsc').test(path))).toEqual([]);
});

test('none has a program that fetches from the network', () => {
  expect(found(({ path }) => programs('curl|wget|nc|ncat|socat|ssh|scp|ftp|telnet|git').test(path))).toEqual([]);
});

test('none has a program that runs with the rights of another user', () => {
  expect(found(({ mode }) => mode.startsWith('-') && /s/i.test(mode))).toEqual([]);
});

test('none has a dependency of development, a source map, a test or a source of ours', () => {
  const tools =
    /\/node_modules\/(typescript|vitest|@vitest|@types|oxlint|@biomejs|@playwright|playwright|rolldown|esbuild|tsx|@swc\/core)(\/|$)/;
  expect(found(({ path }) => tools.test(path))).toEqual([]);
  expect(found(({ path }) => /\.(js|css|mjs|cjs)\.map$/.test(path))).toEqual([]);
  expect(found(({ path }) => /^\/app\/.*\.(test|spec)\.\w+$|\/__tests__\//.test(path))).toEqual([]);
  expect(found(({ path }) => /^\/app\/(?!.*node_modules).*\.tsx?$/.test(path))).toEqual([]);
});

test('none has a secret, a key, or what a build was lent', () => {
  expect(found(({ path, bytes }) => path.startsWith('/run/secrets/') && bytes > 0)).toEqual([]);
  expect(
    found(({ path }) => /(^|\/)(\.env(\..*)?|\.npmrc|\.git|id_\w+|ca_bundle|proxy-ca|\.docker|\.netrc)$/.test(path)),
  ).toEqual([]);
  expect(found(({ path, bytes }) => bytes > 0 && /\.(key|p12|jks|pfx)$|\/ssl\/private\/.+/.test(path))).toEqual([]);
});

test('a build sends at most 5 MB', async () => {
  const builds = new Map(services.flatMap(({ build }) => (build ? [[build.dockerfile, build.context] as const] : [])));
  expect(builds.size).toBeGreaterThanOrEqual(8);
  for (const [dockerfile, context] of builds) {
    const mb = (await contextBytes(context, join(context, dockerfile))) / 1_000_000;
    console.log(`${dockerfile}: ${mb.toFixed(1)} MB of context`);
    expect(mb, dockerfile).toBeLessThanOrEqual(5);
  }
});

const build = (image: string, ...args: string[]) =>
  docker(
    'build',
    '--quiet',
    ...args,
    '--file',
    join(repositoryDir, 'docker/nginx/Dockerfile'),
    '--tag',
    image,
    join(repositoryDir, 'docker'),
  );
const packages = (files: string[]) => files.find((file) => file.endsWith('./var/lib/dpkg/status'));

test('built again from nothing, an image has the same files with the same contents', async () => {
  const images = ['first', 'second'].map((name) => `${stack.project}-${name}:${version}`);
  const [first = '', second = ''] = images;
  try {
    await build(first); // from what the engine remembers: what is in use
    await build(second, '--no-cache');
    const after = await fingerprint(second);
    let before = await fingerprint(first);
    if (packages(before) !== packages(after)) {
      // Debian has released something since the image was made.
      await build(first, '--no-cache');
      before = await fingerprint(first);
    }
    const known = new Set(before);
    expect(after.filter((file) => !known.has(file))).toEqual([]);
    expect(before).toHaveLength(after.length);
  } finally {
    await docker('image', 'rm', '--force', ...images);
  }
});
