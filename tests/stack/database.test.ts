import { beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../ops/src/run.ts';
import { openStack, repositoryFile, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});

interface Login {
  readonly host?: 'postgres' | 'pgbouncer';
  readonly user: string;
  readonly database?: string;
  readonly sslmode?: 'verify-full' | 'disable';
  readonly password?: string;
}

/** A client in the network of the database, with the password of the user's own secret unless the test gives another. */
function psql(
  { host = 'postgres', user, database = 'zakpos', sslmode = 'verify-full', password }: Login,
  sql: string,
): Promise<Outcome> {
  const target = `host=${host} port=${host === 'postgres' ? 5432 : 6432} dbname=${database} user=${user} sslmode=${sslmode}`;
  const script = `export PGPASSWORD=\${3:-$(cat "/run/secrets/\${2}_password" 2>/dev/null)}
    exec psql "$1 sslrootcert=/run/secrets/internal_ca_cert connect_timeout=5" -Atqc "$4"`;
  return stack.exec('postgres', 'bash', '-c', script, 'bash', target, user, password ?? '', sql);
}

const superuser = (sql: string): Promise<Outcome> =>
  stack.exec('postgres', 'psql', '-h', '/run/postgresql', '-U', 'postgres', '-Atqc', sql, 'zakpos');

describe('PostgreSQL', () => {
  test.each(['zakpos_owner', 'zakpos_app', 'zakpos_worker', 'zakpos_readonly', 'zakpos_metrics'])(
    'admits %s over TLS',
    async (user) => {
      const { output } = await psql({ user }, 'select current_user, ssl, version from pg_stat_ssl where pid = pg_backend_pid()');
      expect(output).toBe(`${user}|t|TLSv1.3`);
    },
  );

  test.each<[string, Login]>([
    ['whoever is not encrypted', { user: 'zakpos_app', sslmode: 'disable' }],
    ['the superuser', { user: 'postgres' }],
    ['the superuser, in the other database', { user: 'postgres', database: 'postgres' }],
    ['the health check', { user: 'zakpos_health' }],
    ['the backup, to a database', { user: 'zakpos_backup' }],
    ['the application, to another database', { user: 'zakpos_app', database: 'postgres' }],
    ['a role that does not exist', { user: 'nobody' }],
  ])('refuses over the network: %s', async (_who, login) => {
    const { exitCode, output } = await psql(login, 'select 1');
    expect(exitCode).toBe(2);
    expect(output).toContain('pg_hba.conf rejects connection');
  });

  test('refuses a wrong password, and through the socket every role but its own two', async () => {
    const wrong = await psql({ user: 'zakpos_app', password: 'not-the-password' }, 'select 1');
    expect(wrong.output).toContain('password authentication failed');
    const socket = await stack.exec(
      'postgres',
      'psql',
      '-h',
      '/run/postgresql',
      '-U',
      'zakpos_owner',
      '-c',
      'select 1',
      'zakpos',
    );
    expect(socket.output).toContain('pg_hba.conf rejects connection');
  });

  test('tells the verifiers of the application to the pooler alone, and those of nobody else to anybody', async () => {
    const sql =
      "select count(*) from unnest('{zakpos_app,zakpos_worker,zakpos_owner,postgres}'::text[]) n, pgbouncer.user_lookup(n)";
    expect((await psql({ user: 'zakpos_pgbouncer' }, sql)).output).toBe('2');
    for (const user of ['zakpos_app', 'zakpos_owner', 'zakpos_readonly'])
      expect((await psql({ user }, sql)).output, user).toContain('permission denied');
  });

  test('cannot be configured from a session', async () => {
    expect((await superuser("alter system set log_statement = 'all'")).output).toContain('ALTER SYSTEM is not allowed');
  });

  test('writes what a till feels as JSON, audits roles without passwords, and quotes no row', async () => {
    await psql({ user: 'zakpos_app' }, 'select pg_sleep(0.3) as a_slow_one');
    await superuser("begin; create role log_probe password 'a-password-to-hide'; rollback");
    const taken =
      "create temporary table probe (phone text unique); insert into probe values ('01711' || 223344), ('01711' || 223344)";
    expect((await psql({ user: 'zakpos_app' }, taken)).output).toContain('(01711223344) already exists');
    const { output } = await stack.compose('logs', '--no-log-prefix', '--tail', '50', 'postgres');
    const said = output.split('\n').filter((line) => line.includes('{"timestamp"'));
    const lines = said.map((line) => JSON.parse(line.slice(line.indexOf('{'))) as { message: string });
    expect(lines.some(({ message }) => message.startsWith('duration: ') && message.includes('a_slow_one'))).toBe(true);
    expect(lines.some(({ message }) => message.startsWith('AUDIT: ') && message.includes('<REDACTED>'))).toBe(true);
    expect(output).not.toMatch(/a-password-to-hide|01711223344/);
  });

  test('a backup is verified, named by its time, and the oldest make room', async () => {
    for (let n = 0; n < 2; n += 1) {
      const { exitCode, output } = await stack.compose('run', '--rm', '--no-deps', '-e', 'BACKUPS_KEPT=1', 'backup');
      expect(exitCode, output).toBe(0);
      expect(output).toMatch(/backup: base-\d{8}T\d{6}Z, \S+, verified, in \d+ s; 1 kept$/m);
    }
    expect((await stack.exec('postgres', 'bash', '-c', 'ls /backups | wc -l')).output).toBe('1');
  });
});

describe('the pooler', () => {
  test.each(['zakpos_app', 'zakpos_worker'])('leads %s to PostgreSQL as itself, over TLS', async (user) => {
    const sql = 'select current_user, ssl from pg_stat_ssl where pid = pg_backend_pid()';
    expect((await psql({ host: 'pgbouncer', user }, sql)).output).toBe(`${user}|t`);
  });

  test.each<[string, Login]>([
    ['whoever is not encrypted', { user: 'zakpos_app', sslmode: 'disable' }],
    ['a wrong password', { user: 'zakpos_app', password: 'not-the-password' }],
    ['the owner', { user: 'zakpos_owner' }],
    ['the superuser', { user: 'postgres' }],
    ['its own login from outside', { user: 'zakpos_pgbouncer' }],
    ['another database', { user: 'zakpos_app', database: 'postgres' }],
    ['its console, to the application', { user: 'zakpos_app', database: 'pgbouncer' }],
    ['its console, to its administrator from outside', { user: 'pgbouncer', database: 'pgbouncer', password: 'x' }],
  ])('refuses %s', async (_who, login) => {
    const { exitCode, output } = await psql({ ...login, host: 'pgbouncer' }, 'select 1');
    expect(exitCode).toBe(2);
    expect(output).toMatch(/FATAL: +(SSL required|SASL authentication failed|no such user|login rejected|not allowed)/);
  });

  test('200 clients with prepared statements in pipelines share ten connections, and none sees the tenant of another', async () => {
    const script = `cat >/tmp/load.sql <<'SQL'
${repositoryFile('tests/stack/tenant-of-transaction.pgbench.sql')}
SQL
      PGPASSWORD=$(</run/secrets/zakpos_app_password) PGSSLMODE=verify-full PGSSLROOTCERT=/run/secrets/internal_ca_cert \\
        pgbench -n -M prepared -h pgbouncer -p 6432 -U zakpos_app -c 200 -j 2 -t 20 -f /tmp/load.sql zakpos`;
    const { exitCode, output } = await stack.exec('postgres', 'bash', '-c', script);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('number of transactions actually processed: 4000/4000');
    const { output: sessions } = await superuser("select count(*) from pg_stat_activity where usename = 'zakpos_app'");
    expect(Number(sessions)).toBeGreaterThan(1);
    expect(Number(sessions)).toBeLessThanOrEqual(10);
  });
});
