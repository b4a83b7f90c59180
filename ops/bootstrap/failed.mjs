/** An expected failure: one line, and an exit code of the table in ops/src/exit-codes.ts. */
export class Failed extends Error {
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}

const codes = { failed: 1, diskFull: 4, noPermission: 6, noNetwork: 7 };

const first = (text, pattern) => pattern.exec(text)?.[0]?.trim();

/** What went wrong, read from an exception or from what npm said. */
export function failedFrom(what, text, root) {
  const network = first(
    text,
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|CERT_\w+|\w*SELF_SIGNED\w*)\b/,
  );
  const path = /(?:path|open|mkdir|rename|unlink|symlink|lstat|scandir)[ :]+'?([^'\n]+)/.exec(text)?.[1];
  if (/\bENOSPC\b|\bEDQUOT\b|no space left/i.test(text))
    return new Failed(codes.diskFull, `${what}: the disk that holds ${root} is full: free some space and start again`);
  if (/\b(EACCES|EPERM|EROFS)\b/.test(text))
    return new Failed(
      codes.noPermission,
      `${what}: no permission to write ${path ?? root}: it belongs to another user; run as its owner, or use a clone of your own`,
    );
  if (network !== undefined)
    return new Failed(
      codes.noNetwork,
      `${what}: the package registry cannot be reached (${network}): check the network or npm's registry and proxy settings`,
    );
  const said = text.split('\n').filter((line) => /^npm (error|ERR!)/.test(line) && !/complete log|_logs/.test(line));
  return new Failed(
    codes.failed,
    `${what} failed: ${(said[0] ?? text.trim().split('\n').at(-1) ?? 'no reason given').replace(/^npm (error|ERR!) (code )?/, '')}`,
  );
}
