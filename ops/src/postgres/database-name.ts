/** The one database of an installation; test servers clone more. */
export const databaseName = 'zakpos';
