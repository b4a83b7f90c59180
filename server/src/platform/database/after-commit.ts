import type { Db } from './tables.ts';

const waiting = new WeakMap<Db, (() => void)[]>();

/** Does `work`, which must not throw, once `tx` has committed: for what tells others to look at what is then there to be seen. */
export function afterCommit(tx: Db, work: () => void): void {
  const works = waiting.get(tx);
  if (works) works.push(work);
  else waiting.set(tx, [work]);
}

export function runAfterCommit(tx: Db): void {
  for (const work of waiting.get(tx) ?? []) work();
}
