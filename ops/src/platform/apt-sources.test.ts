import { expect, test } from 'vitest';
import { mirrorsOf } from './apt-sources.ts';

test("the machine's own mirror is used, in either format of apt's files", () => {
  const deb822 = `Types: deb
# a snapshot
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security/
Suites: bookworm-security
Components: main
`;
  const mirrors = { main: 'http://mirror.example/debian', security: 'http://mirror.example/debian-security' };
  expect(mirrorsOf([deb822])).toEqual(mirrors);
  const oneLine = `# deb http://commented.example/debian trixie main
deb https://other.example/repo nodistro main
deb [signed-by=/k.gpg] http://mirror.example/debian trixie main
deb http://mirror.example/debian-security trixie-security main`;
  expect(mirrorsOf([oneLine])).toEqual(mirrors);
});

test('without one it is the usual', () => {
  expect(mirrorsOf(['deb http://archive.ubuntu.com/ubuntu noble main']).main).toBe('http://deb.debian.org/debian');
});
