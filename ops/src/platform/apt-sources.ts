import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a machine gets Debian's packages from: its own mirror where one is configured. */
export type Mirrors = { readonly main: string; readonly security: string };

const usual: Mirrors = { main: 'http://deb.debian.org/debian', security: 'http://deb.debian.org/debian-security' };

/** Addresses and suites of a file of apt's, of either format. */
export function sourcesOf(text: string): { readonly uri: string; readonly suites: readonly string[] }[] {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const oneLine = lines.flatMap((line) => {
    const [, uri, suite] = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line.trim()) ?? [];
    return uri === undefined || suite === undefined ? [] : [{ uri, suites: [suite] }];
  });
  const stanzas = lines.join('\n').split(/\n\s*\n/);
  const deb822 = stanzas.flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'mi').exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    if (!field('Types').includes('deb')) return [];
    return field('URIs').map((uri) => ({ uri, suites: field('Suites') }));
  });
  return [...oneLine, ...deb822];
}

/** Debian's own releases; other vendors name their suites as they like. */
const debianSuite = /^(bookworm|trixie|forky|sid|stable|testing|unstable)$/;
const securitySuite = /^[a-z]+-security$/;

export function mirrorsOf(texts: readonly string[]): Mirrors {
  const sources = texts.flatMap(sourcesOf).map(({ uri, suites }) => ({ uri: uri.replace(/\/$/, ''), suites }));
  const having = (suite: RegExp, path: RegExp) =>
    sources.find(({ uri, suites }) => path.test(uri) && suites.some((name) => suite.test(name)))?.uri;
  return {
    main: having(debianSuite, /\/debian$/) ?? usual.main,
    security: having(securitySuite, /security/) ?? usual.security,
  };
}

/** The texts of every file of apt's on this machine. */
export function aptTexts(dir = '/etc/apt'): string[] {
  const folder = join(dir, 'sources.list.d');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name)) : [];
  return [join(dir, 'sources.list'), ...names.map((name) => join(folder, name))]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
}
