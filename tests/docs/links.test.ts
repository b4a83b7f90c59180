import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '');

/** Where a document points: links, and the paths that it names in back quotes. */
const pathsIn = (text: string, dir: string): string[] => {
  const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, path]) => join(dir, path ?? ''));
  const named = [...text.matchAll(/`((?:server|client|mobile-app|packages|ops|tests|docs|docker)\/[\w./*@()[\]-]+)`/g)].map(
    ([, path]) => path ?? '',
  );
  return [...links, ...named];
};

test.each(tracked)('%s names nothing that is not there', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const missing = pathsIn(text, dirname(file)).filter(
    (path) => !existsSync(join(root, path)) && globSync(path, { cwd: root }).length === 0,
  );
  expect(missing).toEqual([]);
});
