import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { ClientConfig } from 'pg';
import type { Stack } from './stack.ts';

/** Carries bytes between standard input and output and PostgreSQL's socket; perl is in every Debian image, and socat is not. */
const pump = `
use IO::Socket::UNIX; use IO::Select;
my $s = IO::Socket::UNIX->new('/run/postgresql/.s.PGSQL.5432') or die "no socket: $!";
my $both = IO::Select->new(\\*STDIN, $s);
while (my @ready = $both->can_read) {
  for my $from (@ready) {
    sysread($from, my $bytes, 65536) or exit;
    my $to = $from == $s ? \\*STDOUT : $s;
    while (length $bytes) { my $n = syswrite($to, $bytes) // exit; substr($bytes, 0, $n) = ''; }
  }
}`;

/** What node-postgres asks of a socket beyond a stream. */
class ExecSocket extends Duplex {
  readonly #child: ReturnType<typeof spawn>;

  constructor(container: string) {
    super();
    this.#child = spawn('docker', ['exec', '-i', container, 'perl', '-e', pump], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) this.#child.stdout?.pause();
    });
    this.#child.once('close', () => {
      this.push(null);
      this.destroy();
    });
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  override _read(): void {
    this.#child.stdout?.resume();
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin?.write(chunk, done);
  }
  override _final(done: () => void): void {
    this.#child.stdin?.end(done);
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }
}

/**
 * The database's superuser, who may only come through the socket inside the container of PostgreSQL: no port of it is open to a test
 * that is not open to everybody.
 */
export const superuserOf = (stack: Stack): ClientConfig => ({
  user: 'postgres',
  database: 'zakpos',
  ssl: false,
  stream: () => new ExecSocket(stack.container('postgres')),
});
