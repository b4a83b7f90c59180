import { type Permission, type Role, routes } from '@zakpos/contracts';
import { uuidv7 } from '../src/platform/ids.ts';
import { type Caller, type TestApp, testPassword } from './app.ts';
import type { Store } from './store.ts';

export interface Colleague extends Caller {
  readonly memberId: string;
  readonly pin: string;
}

/** A member of the store who is signed in and has a PIN. */
export async function hire(
  app: TestApp,
  store: Store,
  role: Role,
  options: { pin?: string; extraPermissions?: Permission[] } = {},
): Promise<Colleague> {
  const email = `${uuidv7()}@example.com`;
  const pin = options.pin ?? '4711';
  const { body: member } = await store.owner.call(routes.createMember, {
    body: {
      name: `A ${role}`,
      role,
      email,
      password: testPassword,
      pin,
      extraPermissions: options.extraPermissions ?? [],
    },
  });
  const { body: session } = await app.anonymous.call(routes.signIn, { body: { email, password: testPassword } });
  return { ...app.as(session.accessToken), memberId: member.id, pin };
}
