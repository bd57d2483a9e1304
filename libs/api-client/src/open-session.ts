import { type Client, createClient } from './create-client.ts';

export interface SignIn {
  readonly baseUrl: string;
  readonly login: string;
  readonly password: string;
  readonly fetch?: typeof fetch;
}

/** Signs in where no browser keeps the cookie, and gives a client of that session. @throws {ProblemError} */
export async function openSession(signIn: SignIn): Promise<Client> {
  const { baseUrl, login, password, fetch: send = fetch } = signIn;
  let cookie = '';
  let csrf = '';
  const client = createClient({
    baseUrl,
    async fetch(input, init) {
      const response = await send(input, init);
      const set = response.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
      if (set.length > 0) cookie = set.join('; ');
      return response;
    },
    headers: () => ({
      ...(cookie === '' ? {} : { cookie }),
      ...(csrf === '' ? {} : { 'x-csrf-token': csrf }),
    }),
  });
  ({ csrf } = await client.call('signIn', { body: { login, password } }));
  return client;
}
