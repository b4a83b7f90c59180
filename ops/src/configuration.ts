import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { fileFailure } from './failure.ts';
import { repositoryDir } from './layout.ts';

const prefix = 'ZAKPOS_';
/** Makes the launcher's own variables, which are no settings, invisible here. */
const settingNames = (source: NodeJS.Dict<string>): [string, string | undefined][] =>
  Object.entries(source).filter(([name]) => name.startsWith(prefix));

/**
 * What was configured, under the plain names of packages/env: from `.env` in the checkout, where names may be plain, and over it from
 * the environment, where they carry the prefix ZAKPOS_, so that another program's API_PORT is not taken for ours.
 */
export function configured(
  environment: NodeJS.Dict<string> = process.env,
  file = join(repositoryDir, '.env'),
): Record<string, string> {
  const values: Record<string, string> = {};
  const take = (entries: Iterable<readonly [string, string | undefined]>) => {
    for (const [name, value] of entries) {
      if (value !== undefined) values[name.startsWith(prefix) ? name.slice(prefix.length) : name] = value;
    }
  };
  try {
    if (existsSync(file)) take(Object.entries(parseEnv(readFileSync(file, 'utf8'))));
  } catch (error) {
    throw fileFailure(error, file);
  }
  take(settingNames(environment));
  return values;
}

/** Relative to the current folder when it was typed, to the checkout when it was configured. */
export function dataDirectory(option: string | undefined, values: Record<string, string> = configured()): string {
  if (option !== undefined) return resolve(option);
  const dir = values['DATA_DIR'] || './data';
  return isAbsolute(dir) ? dir : join(repositoryDir, dir);
}
