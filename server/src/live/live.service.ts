import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Actor, Authenticator } from '../platform/auth/actor.ts';
import { DatabaseService } from '../platform/database/database.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { LiveStreams } from './live-streams.ts';
import { shopOf } from './live.queries.ts';

@Injectable()
export class LiveService {
  constructor(
    private readonly db: DatabaseService,
    private readonly authenticator: Authenticator,
    private readonly streams: LiveStreams,
  ) {}

  /**
   * What happens at a shop, for as long as the token and its session are good.
   * @throws AppError `not_found` for a shop that the tenant does not have.
   */
  async follow({ tenantId }: Actor, shopId: string, accessToken: string): Promise<Readable> {
    const [[shop]] = await this.db.read(tenantId, shopOf(shopId));
    if (!shop) throw new AppError('not_found', { shopId });
    return this.streams.open({ tenantId, shopId }, () => this.authenticator.authenticate(accessToken));
  }
}
