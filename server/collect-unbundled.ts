import { cpSync, existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import config from './rolldown.config.ts';

/**
 * Copies the packages that rolldown.config.ts leaves out of the bundle, and all that they need, to `target`. A dependency that is
 * declared external is thus in the image without being named a second time.
 */
const target = path.resolve(process.argv[2] ?? 'dist-node_modules');
const server = import.meta.dirname;

type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};
const manifestOf = (directory: string): Manifest => JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));

const externals = [config.external].flat(2).filter((rule) => rule instanceof RegExp);
const isExternal = (name: string) => externals.some((rule) => rule.test(name));

/** Where Node.js would find the package; what npm did not install (another machine's binary, an optional peer) is nowhere. */
function find(name: string, from: string): string | undefined {
  for (let directory = from; ; directory = path.dirname(directory)) {
    const candidate = path.join(directory, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
    if (directory === path.dirname(directory)) return undefined;
  }
}

/** Packages of files, not of code: of them go along only the files that the bundle names, by their own name or their folder's. */
const filesOnly = /^(swagger-ui-dist|@expo-google-fonts\/.*)$/;
const bundle = globSync(path.join(server, 'dist/*.js'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const says = (name: string) => new RegExp(`['"\`/]${name}['"\`/]`).test(bundle);
const isNamed = (file: string) =>
  /^(package\.json|LICEN[CS]E\w*)$/.test(file) || says(file) || (path.extname(file) === '.ttf' && says(path.dirname(file)));

/** For people and their tools, never read by a running program. */
const unread = /(\.map|\.md|\.markdown|\.d\.[cm]?ts|\.tsbuildinfo)$/i;

const copied = new Map<string, string>();
function collect(name: string, from: string, isRequired: boolean): void {
  const source = find(name, from);
  if (source === undefined) {
    if (isRequired) throw new Error(`${name}, which ${from} needs, is not installed`);
    return;
  }
  const place = copied.get(name);
  if (place === source) return;
  if (place !== undefined) throw new Error(`two versions of ${name} are needed (${place}, ${source}): bundle one of them`);
  copied.set(name, source);
  cpSync(source, path.join(target, name), {
    recursive: true,
    dereference: true,
    filter: (file) =>
      !unread.test(file) &&
      !file.slice(source.length).includes('/node_modules') &&
      (!filesOnly.test(name) || statSync(file).isDirectory() || isNamed(path.relative(source, file))),
  });
  if (filesOnly.test(name)) return;
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifestOf(source);
  for (const needed of Object.keys(dependencies)) collect(needed, source, !(needed in optionalDependencies));
  for (const needed of [...Object.keys(optionalDependencies), ...Object.keys(peerDependencies)]) collect(needed, source, false);
}

/** Also those that only a bundled package needs: what the bundle imports tells. */
const imported = new Set(
  [...bundle.matchAll(/(?:from|import|require)\s*\(?\s*["']((?:@[\w.-]+\/)?[\w.-]+)/g)].map(([, name = '']) => name),
);
const own = manifestOf(server).dependencies ?? {};
for (const name of new Set([...Object.keys(own), ...imported])) if (isExternal(name)) collect(name, server, name in own);
// Two copies of a package are two of each of its classes: what one of them makes, the other does not know.
const twice = [...copied.keys()].filter((name) => bundle.includes(`/node_modules/${name}/`));
if (twice.length > 0) throw new Error(`in the bundle and beside it: ${twice.join(', ')}. Leave them out in rolldown.config.ts`);
console.log(`not bundled: ${[...copied.keys()].toSorted().join(', ')}`);
