import { type Role, routes } from '@zakpos/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, openApp, type SignedIn, type TestApp, testPassword } from '../../test/app.ts';
import { uuidv7 } from '../platform/ids.ts';

let app: TestApp;
let owner: SignedIn;
beforeAll(async () => {
  app = await openApp();
  owner = await app.signUpTenant('Karim Pharmacy');
});
afterAll(() => app.close());

async function addMember(role: Role, by: Caller = owner) {
  const email = `${uuidv7()}@example.com`;
  const { body: member } = await by.call(routes.createMember, {
    body: { name: `A ${role}`, role, email, password: testPassword },
  });
  const signIn = () => app.anonymous.call(routes.signIn, { body: { email, password: testPassword } });
  const caller = app.as((await signIn()).body.accessToken);
  return { member, email, caller, signIn };
}

test('an owner adds members, each with what the role may do', async () => {
  const { caller, member } = await addMember('cashier');
  const { body: me } = await caller.call(routes.me);
  expect(me).toMatchObject({ memberId: member.id, role: 'cashier', tenantName: 'Karim Pharmacy' });
  expect(me.permissions).not.toContain('members.manage');
  const refused = await caller.call(routes.createMember, { body: { name: 'Friend', role: 'owner' } });
  expect(refused.problem).toMatchObject({ code: 'permission_denied', details: { permission: 'members.manage' } });
});

test('a disabled member is out at once, and stays out until enabled', async () => {
  const { caller, member, signIn } = await addMember('manager');
  expect((await caller.call(routes.me)).status).toBe(200);
  await owner.call(routes.updateMember, { params: { memberId: member.id }, body: { enabled: false } });
  expect((await caller.call(routes.me)).problem).toMatchObject({ status: 403, code: 'member_disabled' });
  expect((await signIn()).problem.code).toBe('member_disabled');
  await owner.call(routes.updateMember, { params: { memberId: member.id }, body: { enabled: true } });
  expect((await signIn()).status).toBe(200);
});

test('a role that changes counts from the next request on', async () => {
  const { caller, member } = await addMember('cashier');
  expect((await caller.call(routes.listDevices)).problem.code).toBe('permission_denied');
  await owner.call(routes.updateMember, { params: { memberId: member.id }, body: { extraPermissions: ['tenant.manage'] } });
  expect((await caller.call(routes.listDevices)).status).toBe(200);
  await owner.call(routes.updateMember, { params: { memberId: member.id }, body: { extraPermissions: [] } });
  expect((await caller.call(routes.listDevices)).problem.code).toBe('permission_denied');
});

test('the last owner can neither leave the role nor be disabled', async () => {
  const params = { memberId: owner.session.actor.memberId };
  for (const body of [{ role: 'manager' as const }, { enabled: false }]) {
    expect((await owner.call(routes.updateMember, { params, body })).problem).toMatchObject({ status: 409, code: 'last_owner' });
  }
  const tenant = await app.signUpTenant();
  const second = await addMember('owner', tenant);
  const removals = await Promise.all([
    tenant.call(routes.updateMember, { params: { memberId: second.member.id }, body: { role: 'cashier' } }),
    second.caller.call(routes.updateMember, { params: { memberId: tenant.session.actor.memberId }, body: { role: 'cashier' } }),
  ]);
  expect(removals.map(({ status }) => status).toSorted((a, b) => a - b)).not.toEqual([200, 200]);
});

test('who manages members gives nothing that they do not have themselves', async () => {
  const { caller, member } = await addMember('cashier');
  await owner.call(routes.updateMember, { params: { memberId: member.id }, body: { extraPermissions: ['members.manage'] } });
  const asOwner = await caller.call(routes.createMember, { body: { name: 'Puppet', role: 'owner' } });
  expect(asOwner.problem.code).toBe('permission_denied');
  const self = await caller.call(routes.updateMember, {
    params: { memberId: member.id },
    body: { extraPermissions: ['sales.void'] },
  });
  expect(self.problem).toMatchObject({ code: 'permission_denied', details: { cannotGive: ['sales.void'] } });
  const touchOwner = await caller.call(routes.updateMember, {
    params: { memberId: owner.session.actor.memberId },
    body: { name: 'Renamed' },
  });
  expect(touchOwner.problem.code).toBe('permission_denied');
  const cashier = await caller.call(routes.createMember, { body: { name: 'Colleague', role: 'cashier', pin: '4821' } });
  expect(cashier.body).toMatchObject({ hasPin: true, email: null });
});

test('members of another tenant are neither seen nor changed', async () => {
  const other = await app.signUpTenant();
  const { body } = await other.call(routes.listMembers);
  expect(body.items.map(({ id }) => id)).toEqual([other.session.actor.memberId]);
  const foreign = await other.call(routes.updateMember, {
    params: { memberId: owner.session.actor.memberId },
    body: { enabled: false },
  });
  expect(foreign.problem.code).toBe('not_found');
});

test('e-mail and password come together', async () => {
  const { problem } = await owner.call(routes.createMember, {
    body: { name: 'Half', role: 'cashier', email: 'half@example.com' },
  });
  expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/password' }] });
});

test('what was done to a member is in the audit log, which nobody can change', async () => {
  const { member } = await addMember('cashier');
  await owner.call(routes.updateMember, { params: { memberId: member.id }, body: { enabled: false } });
  const db = await app.database.connect();
  const { rows } = await db.query('select action, before, after from app.audit_log where subject_id = $1 order by at', [
    member.id,
  ]);
  expect(rows).toMatchObject([
    { action: 'member.added' },
    { action: 'member.disabled', before: { enabled: true }, after: { enabled: false } },
  ]);
  expect(JSON.stringify(rows)).not.toContain('argon2');
  const schemaOwner = await app.database.connect('zakpos_owner');
  for (const sql of ['update app.audit_log set reason = $$x$$', 'delete from app.audit_log', 'truncate app.audit_log']) {
    await expect(schemaOwner.query(sql)).rejects.toThrow(/append-only/);
    const application = await app.database.connect('zakpos_app');
    await expect(application.query(sql)).rejects.toThrow(/permission denied/);
  }
});

test('a cashier signs in by PIN on a registered device, until it is revoked', async () => {
  const cashier = await owner.call(routes.createMember, { body: { name: 'Shilpi', role: 'cashier', pin: '80531' } });
  const { device, deviceToken } = (await owner.call(routes.createDevice, { body: { name: 'Till 1' } })).body;
  const memberId = cashier.body.id;
  const pinSignIn = (body: Partial<{ pin: string; deviceToken: string; memberId: string }> = {}) =>
    app.anonymous.call(routes.pinSignIn, { body: { deviceToken, memberId, pin: '80531', ...body } });

  const signedIn = await pinSignIn();
  expect(signedIn.body.actor).toMatchObject({ memberId, deviceId: device.id, name: 'Shilpi', email: null });
  const till = app.as(signedIn.body.accessToken);
  expect((await till.call(routes.me)).status).toBe(200);

  expect((await pinSignIn({ pin: '80532' })).problem.code).toBe('wrong_credentials');
  expect((await pinSignIn({ memberId: uuidv7() })).problem.code).toBe('wrong_credentials');
  expect((await pinSignIn({ deviceToken: 'x'.repeat(86) })).problem.code).toBe('wrong_credentials');
  const elsewhere = await (await app.signUpTenant()).call(routes.createDevice, { body: { name: 'Stranger' } });
  expect((await pinSignIn({ deviceToken: elsewhere.body.deviceToken })).problem.code).toBe('wrong_credentials');

  await owner.call(routes.revokeDevice, { params: { deviceId: device.id } });
  expect((await till.call(routes.me)).problem.code).toBe('session_revoked');
  expect((await pinSignIn()).problem.code).toBe('wrong_credentials');
  const { body: devices } = await owner.call(routes.listDevices);
  expect(devices.items.find(({ id }) => id === device.id)?.revokedAt).not.toBeNull();
});

test('guessing PINs locks the member on every device', async () => {
  const cashier = await owner.call(routes.createMember, { body: { name: 'Rana', role: 'cashier', pin: '1357' } });
  const { deviceToken } = (await owner.call(routes.createDevice, { body: { name: 'Till 2' } })).body;
  const guess = (pin: string) => app.anonymous.call(routes.pinSignIn, { body: { deviceToken, memberId: cashier.body.id, pin } });
  for (const pin of ['0000', '1111', '2222', '3333', '4444']) expect((await guess(pin)).status).toBe(401);
  expect((await guess('1357')).problem.code).toBe('sign_in_locked');
});

test('a device cannot stand at a register that is not there', async () => {
  const { problem } = await owner.call(routes.createDevice, { body: { name: 'Lost', registerId: uuidv7() } });
  expect(problem).toMatchObject({ code: 'reference_unknown', errors: [{ pointer: '/registerId' }] });
});
