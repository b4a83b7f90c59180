import { Injectable } from '@nestjs/common';
import type { createDevice, device } from '@zakpos/contracts';
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { z } from 'zod';
import { audit } from '../platform/audit/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { isForeignKeyViolation } from '../platform/database/failures.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { uuidv7 } from '../platform/ids.ts';
import { AccessService } from './access.service.ts';
import { deviceById, listDevices } from './identity.queries.ts';
import type { IdentityTables } from './identity.tables.ts';
import { encodeToken, hashOf, newSecret } from './opaque-tokens.ts';
import { revokeSessions } from './sessions.queries.ts';

export type DeviceView = z.input<typeof device>;

@Injectable()
export class DevicesService {
  constructor(
    private readonly database: DatabaseService,
    private readonly access: AccessService,
  ) {}

  async list(actor: Actor): Promise<{ items: DeviceView[]; nextCursor: null }> {
    const rows = await this.database.inTenant(actor.tenantId, (tx) => listDevices(tx, actor.tenantId));
    return { items: rows.map(viewOf), nextCursor: null };
  }

  /** The token is shown this once: only its hash is kept. @throws AppError `reference_unknown` for a register that is not there. */
  async create(actor: Actor, input: z.output<typeof createDevice>): Promise<{ device: DeviceView; deviceToken: string }> {
    const { tenantId } = actor;
    const id = uuidv7();
    const secret = newSecret();
    try {
      const made = await this.database.inTenant(tenantId, async (tx) => {
        const row = await tx
          .insertInto('devices')
          .values({
            tenant_id: tenantId,
            id,
            name: input.name,
            register_id: input.registerId ?? null,
            token_hash: hashOf(secret),
            created_by: actor.memberId,
            revoked_at: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        await audit(tx, actor, {
          action: 'device.registered',
          subjectType: 'device',
          subjectId: id,
          after: { name: input.name },
        });
        return viewOf(row);
      });
      return { device: made, deviceToken: encodeToken({ tenantId, rowId: id, secret }) };
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw new AppError('reference_unknown', undefined, [{ pointer: '/registerId', message: 'reference_unknown' }]);
    }
  }

  /** Revoking twice is the same as once. @throws AppError `not_found`. */
  async revoke(actor: Actor, deviceId: string): Promise<void> {
    const { tenantId } = actor;
    await this.database.inTenant(tenantId, async (tx) => {
      const row = await deviceById(tx, tenantId, deviceId);
      if (!row) throw new AppError('not_found');
      if (row.revoked_at !== null) return;
      await tx
        .updateTable('devices')
        .set({ revoked_at: sql`now()` })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', deviceId)
        .execute();
      await revokeSessions(tx, tenantId, { deviceId }, 'device_revoked');
      await audit(tx, actor, { action: 'device.revoked', subjectType: 'device', subjectId: deviceId });
      await this.access.announce(tx, { tenantId, deviceId });
    });
    this.access.forget({ tenantId, deviceId });
  }
}

const viewOf = (row: Selectable<IdentityTables['devices']>): DeviceView => ({
  id: row.id,
  name: row.name,
  registerId: row.register_id,
  createdAt: row.created_at.toISOString(),
  revokedAt: row.revoked_at?.toISOString() ?? null,
});
