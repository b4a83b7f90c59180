import { Injectable } from '@nestjs/common';
import type { Locale } from '@zakpos/contracts';
import type { Db, TenantId } from '../platform/database/tables.ts';

export interface NewTenant {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly ownerMemberId: string;
  /** In which the names of what it gets are written. */
  readonly locale: Locale;
}

type Step = (tx: Db, tenant: NewTenant) => Promise<void>;

/** What a feature gives every new tenant (units, tax classes, settings), in the transaction of the sign-up. */
@Injectable()
export class NewTenantSteps {
  readonly #steps: Step[] = [];

  /** Called from a feature's `onModuleInit`. */
  add(step: Step): void {
    this.#steps.push(step);
  }

  async run(tx: Db, tenant: NewTenant): Promise<void> {
    for (const step of this.#steps) await step(tx, tenant);
  }
}
