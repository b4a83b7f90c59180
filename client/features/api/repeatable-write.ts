'use client';
import { useState } from 'react';
import { newIdempotencyKey } from './idempotency-key.ts';
import { isAnswerUnknown, isServerFault } from './problem-text.ts';

/** Sends a write; after a lost answer the next attempt carries the same key, so that the server stores it once. */
export class RepeatableWrite {
  private key: string | undefined;

  async run<T>(send: (idempotencyKey: string) => Promise<T>): Promise<T> {
    this.key ??= newIdempotencyKey();
    try {
      const answer = await send(this.key);
      this.key = undefined;
      return answer;
    } catch (error) {
      if (!isAnswerUnknown(error) && !isServerFault(error)) this.key = undefined;
      throw error;
    }
  }
}

export const useRepeatableWrite = (): RepeatableWrite => useState(() => new RepeatableWrite())[0];
