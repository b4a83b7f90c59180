/** The page to go on to after signing in: only a path of this site, never another address that a link slipped in. */
export const nextPage = (wanted: string | null): string =>
  wanted !== null && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-') ? wanted : '/';
