/** Where this server finds the API; read when asked, because the build must not freeze it. */
export const apiUrl = (): string => process.env['API_URL'] ?? 'http://127.0.0.1:39847';
