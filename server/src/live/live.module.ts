import { Module } from '@nestjs/common';
import { LiveStreams } from './live-streams.ts';
import { LiveController } from './live.controller.ts';
import { LiveService } from './live.service.ts';

@Module({ controllers: [LiveController], providers: [LiveService, LiveStreams] })
export class LiveModule {}
