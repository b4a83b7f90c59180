import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { RotatingLog } from './rotating-log.ts';

const dir = mkdtempSync(join(tmpdir(), 'zakpos-log-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('a log never holds more than its files may, and no line is cut in two', () => {
  const path = join(dir, 'api.log');
  const log = new RotatingLog(path, 100, 2);
  for (let n = 0; n < 50; n += 1) {
    log.write(Buffer.from(`line ${String(n).padStart(2, '0')} begins`));
    log.write(Buffer.from(' and ends\n'));
  }
  const files = [path, `${path}.1`, `${path}.2`].map((file) => readFileSync(file, 'utf8'));
  for (const content of files) {
    expect(content.length).toBeLessThanOrEqual(125);
    expect(content).toMatch(/^(line \d\d begins and ends\n)+$/);
  }
  expect(files[0]).toContain('line 49 ');
  expect(existsSync(`${path}.3`)).toBe(false);
});

test('a log that cannot be written does not throw', () => {
  expect(() => new RotatingLog(join(dir, 'no', 'such', 'folder.log')).write(Buffer.from('lost\n'))).not.toThrow();
});
