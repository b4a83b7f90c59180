import { delimiter, dirname } from 'node:path';

const kept = ['HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'USERPROFILE', 'NODE_EXTRA_CA_CERTS'];

/** The path with our own Node.js first, so that `npm` and package scripts run on it too. */
const searchPath = (): string => [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);

/** What a service gets of our environment: nothing that configures it, only what any process needs. */
export function surroundings(): Record<string, string> {
  const values: Record<string, string> = { PATH: searchPath() };
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** The whole environment, for tools that people configure themselves: npm, browsers, compilers. */
export function toolEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) values[name] = value;
  return { ...values, PATH: searchPath(), ...extra };
}
