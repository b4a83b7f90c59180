import { isIP } from 'node:net';
import { variables, type Variable } from '@zakpos/env';
import { Failure } from '../failure.ts';

type Rule = { readonly isValid: (text: string) => boolean; readonly expected: string };
const matching = (pattern: RegExp, expected: string): Rule => ({ isValid: (text) => pattern.test(text), expected });

const port: Rule = {
  isValid: (text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535,
  expected: 'must be a port from 1 to 65535',
};

/** Settings of the platform itself; those of the services are described in packages/env. */
const own: Readonly<Record<string, Rule>> = {
  // As Compose itself reads the name; a folder's name would make two checkouts one project.
  COMPOSE_PROJECT_NAME: matching(
    /^[a-z0-9][a-z0-9_-]*$/,
    'must be small letters, digits, "-" and "_", starting with a letter or digit',
  ),
  HTTP_PORT: port,
  HTTPS_PORT: port,
  BIND_ADDRESS: { isValid: (text) => isIP(text) !== 0, expected: 'must be an IP address' },
  PUBLIC_HOST: matching(/^(?!-)[A-Za-z0-9.-]{1,253}$/, 'must be a host name'),
  POSTGRES_CPUS: matching(/^\d{1,3}(\.\d+)?$/, 'must be a number of processors, such as 2.0'),
  POSTGRES_MEMORY: matching(/^\d+[bkmgBKMG]?$/, 'must be a size, such as 768m'),
  BACKUPS_KEPT: matching(/^[1-9]\d{0,3}$/, 'must be a whole number from 1 to 9999'),
};

function problemOf(name: string, text: string): string | undefined {
  const rule = own[name];
  if (rule !== undefined) return rule.isValid(text) ? undefined : rule.expected;
  const variable = Object.entries<Variable>(variables).find(([known]) => known === name)?.[1];
  if (variable === undefined || variable.secret) return undefined;
  const parsed = variable.type.safeParse(text);
  return parsed.success ? undefined : (parsed.error.issues[0]?.message ?? 'is not valid');
}

/**
 * Refuses settings that a service would refuse, all faults at once and before anything is started. An empty value is as good as none,
 * to Compose as well.
 */
export function refuseFaults(values: Readonly<Record<string, string>>, envFile: string): void {
  const faults = Object.entries(values).flatMap(([name, text]) => {
    const problem = text === '' ? undefined : problemOf(name, text);
    return problem === undefined ? [] : [`${name} ${problem}, not "${text}"`];
  });
  const { HTTP_PORT: http, HTTPS_PORT: https } = values;
  if (http && http === https) faults.push(`HTTPS_PORT must differ from HTTP_PORT, ${http}`);
  const [first] = faults;
  if (first === undefined) return;
  const text =
    faults.length === 1 ? `: ${first}` : ` have ${faults.length} faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`;
  throw new Failure('badConfiguration', `the settings in ${envFile}${text}`);
}
