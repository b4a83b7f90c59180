import { Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error.ts';
import { RateLimitStore } from './rate-limit-store.ts';

export abstract class RateLimitSettings {
  abstract readonly perTenantPerMinute: number;
  abstract readonly perAddressPerMinute: number;
}

const minuteMs = 60_000;

@Injectable()
export class RateLimits {
  constructor(
    private readonly store: RateLimitStore,
    private readonly settings: RateLimitSettings,
  ) {}

  /** @throws AppError `rate_limited` */
  async takeForAddress(address: string): Promise<void> {
    await this.#take(`address:${address}`, this.settings.perAddressPerMinute);
  }

  /** @throws AppError `rate_limited` */
  async takeForTenant(tenantId: string): Promise<void> {
    await this.#take(`tenant:${tenantId}`, this.settings.perTenantPerMinute);
  }

  async #take(key: string, limit: number): Promise<void> {
    const { allowed, retryAfterMs } = await this.store.take(key, limit, minuteMs);
    if (allowed) return;
    throw new AppError('rate_limited', undefined, undefined, { retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) });
  }
}
