import { appendFileSync, renameSync, rmSync, statSync } from 'node:fs';

const newline = 0x0a;

/** A log file of bounded size: `name.log` and the older `name.log.1`, `name.log.2`. */
export class RotatingLog {
  readonly path: string;
  readonly #maxBytes: number;
  readonly #kept: number;
  #sizeBytes: number;
  #atLineStart = true;

  constructor(path: string, maxBytes = 10 * 1024 * 1024, kept = 2) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#kept = kept;
    this.#sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Never throws: a full disk must not take down the service whose words these are. */
  readonly write = (chunk: Buffer): void => {
    try {
      if (this.#atLineStart && this.#sizeBytes + chunk.length > this.#maxBytes) this.#rotate();
      appendFileSync(this.path, chunk, { mode: 0o640 });
      this.#sizeBytes += chunk.length;
      this.#atLineStart = chunk.at(-1) === newline;
    } catch {
      this.#atLineStart = true;
    }
  };

  #rotate(): void {
    rmSync(`${this.path}.${this.#kept}`, { force: true });
    for (let n = this.#kept - 1; n >= 1; n -= 1) {
      if (statSync(`${this.path}.${n}`, { throwIfNoEntry: false })) renameSync(`${this.path}.${n}`, `${this.path}.${n + 1}`);
    }
    if (this.#sizeBytes > 0) renameSync(this.path, `${this.path}.1`);
    this.#sizeBytes = 0;
  }
}
