import type { Locale, Permission, Role } from '@zakpos/contracts';

/** Who is asking, as the database knows them: nothing here comes from the client's word. */
export interface Actor {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly userId: string;
  readonly memberId: string;
  readonly sessionId: string;
  readonly deviceId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  readonly locale: Locale;
}

/** Turns an access token into its actor. The identity feature is what does it. */
export abstract class Authenticator {
  /** @throws AppError `unauthenticated`, `token_expired`, `session_revoked` or `member_disabled`. */
  abstract authenticate(accessToken: string): Promise<Actor>;
}
