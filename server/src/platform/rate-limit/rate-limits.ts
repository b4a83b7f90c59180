import { Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error.ts';
import { Settings } from '../settings.ts';
import { RateLimitStore } from './rate-limit-store.ts';

const minuteMs = 60_000;

@Injectable()
export class RateLimits {
  constructor(
    private readonly store: RateLimitStore,
    private readonly settings: Settings,
  ) {}

  /** @throws AppError `rate_limited` */
  async takeForAddress(address: string): Promise<void> {
    await this.#take(`address:${address}`, this.settings.rateLimits.perAddressPerMinute);
  }

  /** @throws AppError `rate_limited` */
  async takeForTenant(tenantId: string): Promise<void> {
    await this.#take(`tenant:${tenantId}`, this.settings.rateLimits.perTenantPerMinute);
  }

  async #take(key: string, limit: number): Promise<void> {
    const { allowed, retryAfterMs } = await this.store.take(key, limit, minuteMs);
    if (allowed) return;
    throw new AppError('rate_limited', undefined, undefined, { retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) });
  }
}
