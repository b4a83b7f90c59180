import { expect, inject, test } from 'vitest';
import { openApp } from '../../../test/app.ts';
import { DatabaseService } from '../database/database.service.ts';
import { Housekeeping } from './housekeeping.ts';
import { WorkerTasks } from './worker-tasks.ts';

test('the worker removes what has outlived its use, and can neither see nor touch the rest', async () => {
  const app = await openApp();
  const owner = await app.signUpTenant();
  const superuser = await app.database.connect();
  const addKey = (key: string, age: string) =>
    superuser.query(
      `insert into app.idempotency_keys (tenant_id, key, route, request_hash, created_at) values ($1, $2, 'POST /x', '', now() - $3::interval)`,
      [owner.tenantId, key, age],
    );
  await addKey('young-key', '6 days');
  await addKey('older-key', '8 days');
  await superuser.query(
    `insert into app.sign_in_attempts values ('\\x01', 1, now() - interval '2 days', now()), ('\\x02', 1, now(), now())`,
  );

  const { passwords } = inject('postgres');
  const db = new DatabaseService({ ...app.database.settings, user: 'zakpos_worker', password: passwords.zakpos_worker });
  expect(await new Housekeeping(db, new WorkerTasks()).tidy()).toBe(2);
  expect(await new Housekeeping(db, new WorkerTasks()).tidy()).toBe(0);
  await expect(db.withoutTenant((tx) => tx.selectFrom('users').select('email').execute())).rejects.toThrow('permission denied');
  await db.close();

  const { rows } = await superuser.query('select key from app.idempotency_keys');
  expect(rows).toEqual([{ key: 'young-key' }]);
  expect((await superuser.query('select from app.sessions')).rowCount).toBe(1);
  await app.close();
});
