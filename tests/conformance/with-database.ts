/**
 * The same server and the same who, another database. Who signs in is looked up in `authSource`, else in the database of the address
 * (https://www.mongodb.com/docs/manual/reference/connection-string-options/#authentication-options): the first keeps its place.
 */
export function withDatabase(address: string, database: string): string {
  const parts = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(address);
  if (parts === null) throw new Error('the address of the read store is none');
  const [, server = '', named = '', asked = ''] = parts;
  const options = new URLSearchParams(asked);
  if (server.includes('@') && named !== '' && !options.has('authSource')) {
    options.set('authSource', named);
  }
  const rest = options.size === 0 ? '' : `?${options.toString()}`;
  return `${server}/${database}${rest}`;
}
