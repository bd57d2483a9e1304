import type { Random } from '@mailhaul/kernel';
import type { ConnectorError } from '@mailhaul/connector-contract';
import { type SignInWay, chooseMechanism } from './choose-mechanism.ts';
import type { SaslClient, SaslIdentity, SaslName } from './mechanism.ts';
import { type Attempt, planAttempts } from './plan-attempts.ts';
import { saslClient } from './sasl-client.ts';
import type { ChannelBinding } from '../tls/channel-binding.ts';
import { boundRefusalError } from '../sign-in-errors.ts';

/** What of imapflow 2.10.2 a sign-in needs; `exec` sends one command and resolves with its OK. */
export interface CommandLine {
  readonly capabilities: ReadonlyMap<string, unknown>;
  exec(
    command: string,
    attributes: readonly object[],
    options?: { readonly onPlusTag: (response: PlusResponse) => Promise<void> },
  ): Promise<{ next(): void }>;
  write(line: string): void;
}

interface PlusResponse {
  readonly attributes?: readonly { readonly type?: unknown; readonly value?: unknown }[];
}

export interface SignInPlan {
  readonly identity: SaslIdentity;
  readonly credential: 'password' | 'token' | 'certificate';
  readonly forced: SaslName | undefined;
  readonly isEncrypted: boolean;
  /** Of the TLS connection below, where it has one. */
  readonly binding: ChannelBinding | undefined;
  readonly random: Random;
  /** What a refusal means. */
  readonly refusal: (error: unknown) => ConnectorError;
  /** No way is left: what the server offers. */
  readonly noWay: (offered: ReadonlySet<string>) => ConnectorError;
}

const refusedByPassword: ReadonlySet<string> = new Set(['sign-in-rejected']);
/**
 * Signs in by the best way the server offers, and says by which. A server may offer SCRAM or CRAM-MD5 and hold the
 * password of this user in a form that cannot do it (Dovecot does: one `AUTH=` list for all users); so on an encrypted
 * line one that is refused is followed by one try with the password itself. In the clear it is not: whoever sits on the
 * line could have refused it. For the same reason a sign-in that is tied to the TLS connection and was refused after its
 * proof is followed by nothing that is not tied; before it the server may know of another kind of binding only.
 */
export async function signIn(line: CommandLine, plan: SignInPlan): Promise<SignInWay> {
  const offered = offeredBy(line);
  const { identity, credential, forced, isEncrypted } = plan;
  const ways = chooseMechanism({
    offered,
    isEncrypted,
    credential,
    forced,
    canBind: plan.binding !== undefined,
    login: identity.login,
    isAdmin: identity.authorize !== '',
  });
  const [best, ...others] = planAttempts(ways, { ...plan, offered });
  if (best === undefined) throw plan.noWay(offered);
  try {
    await perform(line, best, plan);
    return best.way;
  } catch (error) {
    const refusal = plan.refusal(reasonOf(error));
    if (!refusedByPassword.has(refusal.code)) throw refusal;
    const isDoubtful = isTied(best) && error instanceof RefusedAfterProof;
    for (const next of others.filter((one) => isTied(one) === isDoubtful)) {
      const isIn = await perform(line, next, plan).then(
        () => true,
        () => false,
      );
      if (isIn) return next.way;
    }
    // Whatever came of the others: the first refusal is what is known of the password.
    throw isDoubtful ? boundRefusalError(refusal) : refusal;
  }
}

function isTied({ binding }: Attempt): boolean {
  return typeof binding !== 'string';
}

function offeredBy({ capabilities }: CommandLine): ReadonlySet<string> {
  const names = [...capabilities.keys()].map((name) => name.toUpperCase());
  return new Set(
    names.flatMap((name) => {
      if (name.startsWith('AUTH=')) return [name.slice('AUTH='.length)];
      return name === 'LOGINDISABLED' ? [name] : [];
    }),
  );
}

async function perform(
  line: CommandLine,
  { way, identity, binding }: Attempt,
  { random }: SignInPlan,
): Promise<void> {
  if (way === 'LOGIN command') {
    const texts = [identity.login, identity.secret];
    const sensitive = texts.map((value) => ({ type: 'STRING', value, sensitive: true }));
    await line.exec('LOGIN', sensitive).then(
      (answer) => answer.next(),
      (error: unknown) => {
        throw withReason(error, undefined);
      },
    );
    return;
  }
  await authenticate(line, way, saslClient(way, identity, { random, binding }));
}

async function authenticate(line: CommandLine, name: SaslName, client: SaslClient): Promise<void> {
  // RFC 4959: the first message may go along with the command. An empty one is written `=`.
  const isAlong = client.initial !== undefined && line.capabilities.has('SASL-IR');
  const initial = isAlong ? [client.initial.toString('base64') || '='] : [];
  const attributes = [
    { type: 'ATOM', value: name },
    ...initial.map((value) => ({ type: 'ATOM', value, sensitive: true })),
  ];
  let failure: unknown;
  let steps = 0;
  const onPlusTag = async (response: PlusResponse): Promise<void> => {
    try {
      steps += 1;
      const answer = steps > stepsMax ? undefined : await client.answer(challengeOf(response));
      line.write(answer === undefined ? '*' : answer.toString('base64'));
    } catch (error) {
      failure = error;
      // RFC 9051 §6.2.2: the server answers this with BAD.
      line.write('*');
    }
  };
  try {
    const answer = await line.exec('AUTHENTICATE', attributes, { onPlusTag });
    answer.next();
  } catch (error) {
    const refusal = failure ?? withReason(error, client.serverReason);
    throw failure === undefined && client.isChallenged === true
      ? new RefusedAfterProof(refusal)
      : refusal;
  }
  if (failure instanceof Error) throw failure;
  client.finish?.();
}

const stepsMax = 8;

/** The server's refusal, said after it had seen the proof of the password. */
class RefusedAfterProof extends Error {
  override readonly name = 'RefusedAfterProof';

  readonly refusal: unknown;

  constructor(refusal: unknown) {
    super('refused after the proof');
    this.refusal = refusal;
  }
}

function reasonOf(error: unknown): unknown {
  return error instanceof RefusedAfterProof ? error.refusal : error;
}

function challengeOf({ attributes }: PlusResponse): Buffer {
  const [text] = attributes ?? [];
  if (text?.type !== 'TEXT' || typeof text.value !== 'string') return Buffer.alloc(0);
  return Buffer.from(text.value, 'base64');
}

/** The answer's code, and the reason that came as a challenge, stand beside the words of the refusal. */
function withReason(error: unknown, reason: string | undefined): unknown {
  if (!(error instanceof Error)) return error;
  const told = error as Error & { responseText?: unknown; response?: TaggedResponse };
  const words = typeof told.responseText === 'string' ? told.responseText : '';
  const code = told.response?.attributes?.[0]?.section?.[0]?.value;
  return Object.assign(told, {
    responseText: `${words} ${reason ?? ''}`.trim(),
    ...(typeof code === 'string' ? { serverResponseCode: code } : {}),
  });
}

/** As imapflow's parser has a tagged answer with a code in brackets. */
interface TaggedResponse {
  readonly attributes?: readonly { readonly section?: readonly { readonly value?: unknown }[] }[];
}
