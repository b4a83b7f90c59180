import type { Locale, Permission, Role } from '@zakpos/contracts';
import type { ColumnType, Generated } from 'kysely';

type Json = ColumnType<unknown, string | null, string | null>;

export interface IdentityTables {
  tenants: { id: string; name: string; created_at: Generated<Date> };
  users: { id: string; email: string | null; password_hash: string | null; locale: Locale; created_at: Generated<Date> };
  memberships: {
    tenant_id: string;
    id: string;
    user_id: string;
    name: string;
    role: Role;
    extra_permissions: Generated<Permission[]>;
    enabled: Generated<boolean>;
    pin_hash: string | null;
    created_at: Generated<Date>;
  };
  devices: {
    tenant_id: string;
    id: string;
    name: string;
    register_id: string | null;
    token_hash: Buffer;
    created_by: string;
    created_at: Generated<Date>;
    revoked_at: Date | null;
  };
  sessions: {
    tenant_id: string;
    id: string;
    membership_id: string;
    device_id: string | null;
    refresh_hash: Buffer;
    previous_hash: Buffer | null;
    rotated_at: Date | null;
    created_at: Generated<Date>;
    expires_at: Date;
    revoked_at: Date | null;
    revoked_because: RevocationReason | null;
  };
  sign_in_attempts: { subject_hash: Buffer; failures: number; last_failure_at: Date; locked_until: Date };
  idempotency_keys: {
    tenant_id: string;
    key: string;
    route: string;
    request_hash: Buffer;
    response_status: number | null;
    /** Written as JSON text. */
    response_body: Json;
    created_at: Generated<Date>;
  };
  audit_log: {
    tenant_id: string;
    id: string;
    at: Generated<Date>;
    actor_id: string | null;
    device_id: string | null;
    action: string;
    subject_type: string;
    subject_id: string | null;
    before: Json;
    after: Json;
    reason: string | null;
    approver_id: string | null;
  };
}

export type RevocationReason =
  | 'signed_out'
  | 'signed_out_everywhere'
  | 'refresh_token_reused'
  | 'device_revoked'
  | 'member_disabled';
