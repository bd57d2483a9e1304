import { errorCatalogue, type ErrorCode } from '@mailhaul/connector-contract';
import {
  ConnectionUrlRefused,
  type DescribedConnection,
  type DescribedMailbox,
  type DescribedSecrets,
  probeConnection,
  type ProbeStep,
  probeSteps,
  settingsFromDetails,
} from '@mailhaul/connector-registry';
import type { ConnectionDetails, ConnectionFacts } from '@mailhaul/domain';
import { Controller, Inject, Res } from '@nestjs/common';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { detailsOf, mergedSecrets, secretsFor } from './connection-input.ts';
import { readSecrets } from './connection-secrets.ts';
import { connectionAggregate, placeOf } from './connection-place.ts';
import { StepTeller } from './test-steps.ts';

/** Tries connections, telling each step as it ends. What has `@Res` writes its answer itself. */
@Controller()
export class ConnectionTestsController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('testNewConnection')
  async testNewConnection(
    @TheCall() call: Call<'testNewConnection'>,
    @Res() _own: unknown,
  ): Promise<void> {
    const { settings, secrets } = call.body;
    if (settings === undefined) {
      const faults = [{ place: 'settings', message: 'is needed: nothing is saved yet' }];
      throw new ApiProblem('body-invalid', { faults });
    }
    const tried = { ...detailsOf(settings), kind: settings.kind };
    await this.#test(call, described(call, tried, mergedSecrets({}, secrets)));
  }

  @Serves('testConnection')
  async testConnection(
    @TheCall() call: Call<'testConnection'>,
    @Res() _own: unknown,
  ): Promise<void> {
    const place = placeOf(call);
    const { state } = await this.#parts.commander.fold(connectionAggregate(place));
    if (state.status === 'unknown' || state.status === 'deleted' || state.details === undefined) {
      throw new ApiProblem('not-found');
    }
    const { details } = state;
    const stored = await readSecrets(this.#parts.options.secrets, place, state);
    const { settings, secrets: given } = call.body;
    const secrets =
      settings === undefined
        ? mergedSecrets(stored, given)
        : secretsFor({ details, secrets: stored }, settings, given);
    const { kind } = state;
    const tried = settings === undefined ? details : detailsOf(settings);
    const steps = await this.#test(call, described(call, { ...tried, kind }, secrets));
    const isAsSaved =
      settings === undefined && Object.values(given).every((one) => one === undefined);
    if (isAsSaved) await this.#tell(call, details, steps);
  }

  async #test(
    call: Call<'testConnection'> | Call<'testNewConnection'>,
    { settings, options }: DescribedConnection,
  ): Promise<readonly ProbeStep[]> {
    const { tests, options: own } = this.#parts;
    const { clock, random, addressGuard } = own;
    const { response } = call;
    return tests.run(call.signal, async (signal) => {
      response.setHeader('Content-Type', 'application/x-ndjson');
      const teller = new StepTeller(probeSteps[settings.scheme], clock, (line) =>
        response.write(`${JSON.stringify(line)}\n`),
      );
      const steps = await probeConnection(
        settings,
        { clock, random, signal },
        {
          ...options,
          ...(addressGuard === undefined ? {} : { addressGuard }),
          onStep: teller.onStep,
        },
      );
      response.end();
      return steps;
    });
  }

  /** What was found of a saved connection stands in the log; of a server that is only away just now, nothing. */
  async #tell(
    call: Call<'testConnection'>,
    details: ConnectionDetails,
    steps: readonly ProbeStep[],
  ): Promise<void> {
    const { commander, options } = this.#parts;
    const order = orderOf(call, options.clock);
    const failed = steps.find(({ ok }) => !ok);
    if (failed === undefined) {
      await commander.command(connectionAggregate(placeOf(call)), {
        kind: 'TellVerified',
        ...order,
      });
      return;
    }
    const { code, serverText } = failed;
    if (code === undefined || !isOfConnection(code, failed, details)) return;
    await commander.command(connectionAggregate(placeOf(call)), {
      kind: 'TellBroken',
      ...order,
      code,
      ...(serverText === undefined ? {} : { words: serverText }),
    });
  }
}

/** A mailbox’s own password says nothing about the connection. */
function isOfConnection(code: ErrorCode, step: ProbeStep, details: ConnectionDetails): boolean {
  const { scope, disposition } = errorCatalogue[code];
  if (disposition !== 'needsOperator') return false;
  const isBeforeSignIn = ['resolve', 'connect', 'tls'].includes(step.name);
  return isBeforeSignIn || (details.signIn === 'admin' && scope === 'connection');
}

/** @throws {ApiProblem} what is missing or contradicts. */
function described(
  { body }: Call<'testConnection'> | Call<'testNewConnection'>,
  details: ConnectionDetails & Pick<ConnectionFacts, 'kind'>,
  secrets: DescribedSecrets,
): DescribedConnection {
  const { mailbox, mailboxPassword } = body;
  const user = mailbox ?? details.adminUser;
  if (user === undefined) {
    const faults = [{ place: 'mailbox', message: 'is needed: a mailbox to sign in to' }];
    throw new ApiProblem('body-invalid', { faults });
  }
  const usesToken = details.oauth !== undefined && details.signIn === 'mailbox';
  const own = usesToken ? { refreshToken: mailboxPassword } : { password: mailboxPassword };
  const opened: DescribedMailbox = { user, ...own };
  try {
    return settingsFromDetails(details, secrets, opened);
  } catch (error) {
    if (!(error instanceof ConnectionUrlRefused)) throw error;
    const isOwn = /mailbox has no (?:password|refresh token)/u.test(error.message);
    const place = isOwn ? 'mailboxPassword' : 'settings';
    throw new ApiProblem('body-invalid', { faults: [{ place, message: error.message }] });
  }
}
