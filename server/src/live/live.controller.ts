import { Controller } from '@nestjs/common';
import { reportRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import { Answer, type Input } from '../platform/http/input.ts';
import { LiveService } from './live.service.ts';

const headers = {
  // A proxy that gathers or compresses a stream would hold events back.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  // Kept alive, the connection of an ended stream would hold up a server that stops.
  connection: 'close',
};

@Controller()
export class LiveController {
  constructor(private readonly live: LiveService) {}

  @Handle(reportRoutes.events)
  async events({ actor, query, request }: Input<typeof reportRoutes.events>) {
    const token = request.headers.authorization?.split(' ')[1] ?? '';
    return new Answer(await this.live.follow(actor, query.shopId, token), { headers });
  }
}
